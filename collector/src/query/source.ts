/**
 * Where every read of spans begins: one project's deduplicated spans in a window, judged, and those of them that a
 * filter picks (`picked`). A source is made from a ProjectScope alone, so that no query can leave its project. What
 * costs a join (verdicts, what traces say, all times) is in it only when the query names a column of it; so is every other
 * column, since the engine plans a statement in the time that its columns take, whatever it reads.
 */
import type { Filter, SplitKey } from '@vitrine/schemas/filter'
import { EVERYTHING, termsOf } from '@vitrine/schemas/filter'
import { invariant } from '../base/errors.ts'
import { attributeSql, splitSql } from './fields.ts'
import {
  columnsNamed,
  inheritedColumns,
  keyOf,
  SPAN_HASH,
  TRACE_KEY,
  type VerdictReading,
  withVerdicts,
} from './judged-columns.ts'
import { isScope, type ProjectScope } from './project-scope.ts'
import { Bindings, fill, type Params, readSql } from './sql.ts'
import { afterWatermarkSql, type Watermark } from './watermark.ts'
import { whereSql } from './where.ts'
import { ANY_TIME, overlapSql, type Range, type Window, windowSql } from './window.ts'

export interface Selection {
  readonly window: Window
  readonly filter: Filter
  /** Columns g0, g1 of `picked`. */
  readonly by?: readonly SplitKey[]
  /** Only spans that came behind this. */
  readonly after?: Watermark | undefined
  /** Only spans that the door received before this, Unix nanoseconds. */
  readonly receivedBeforeNs?: string | undefined
  /** Column `marked` of `picked`: 1 where this filter holds as well. */
  readonly mark?: Filter
  /** Only these traces. */
  readonly traceIds?: readonly string[]
  /** Only traces that hold a span of these: too many to name. */
  readonly ofUnits?: { readonly column: 'session_id' | 'user_id'; readonly ids: readonly string[] }
  /** Only these parts of the window. */
  readonly parts?: readonly Window[] | undefined
  /** Where all spans lie that the query asks for: says nothing new, but spares reading the rest. */
  readonly ranges?: readonly Range[] | undefined
  /** Where all spans lie of the traces that have a span in the window: all of `judged_whole` that matters, and of what stands beside a span. */
  readonly wholeRanges?: readonly Range[] | undefined
  /** Of the rows of `traces` only these say what their spans inherit; default: all. */
  readonly inheriting?: ((bind: Bindings) => string) | undefined
  /** Default: `join`, which is always right. */
  readonly verdicts?: VerdictReading
}

export interface Source {
  /**
   * A query text: its `{{source}}`, which follows `with`, becomes the CTEs `judged` (the spans of the window) and
   * `picked` (those that the filter picks), and before them `judged_whole` (all spans of the project) if it is named.
   */
  fill(template: string, slots?: Readonly<Record<string, string>>): string
  readonly params: Params
  /** For further values of the same query. */
  readonly bind: Bindings
}

const TEMPLATE = readSql('source')
const VERDICTS = readSql('source-verdicts')
const TRACES = readSql('source-traces')
const ROOTS = readSql('source-roots')
/** What other spans of its trace make of a span. */
const BESIDES = [
  { join: 'children', sql: readSql('source-children') },
  { join: 'attempts', sql: readSql('source-attempts') },
] as const
/** Stands for the CTEs while the rest of the query is written. */
const HERE = '/* source */'

/** Columns of the key alone are then read first, which FINAL allows, and the wide ones only where a trace is asked for. */
const OF_FEW = '\n    settings optimize_move_to_prewhere_if_final = 1'

/** `bind`: of a statement that is made of several sources. */
export function selectSpans(scope: ProjectScope, selection: Selection, bind = new Bindings()): Source {
  invariant(isScope(scope), 'a query was built without a granted scope')
  bind.params.project = scope.projectId
  const keys = attributeKeys(selection)
  const roots = new Map(keys.map((key, index) => [key, `root_${index}`]))
  const groups = (selection.by ?? []).map((key, index) => `, ${splitSql(key, { bind, roots })} as g${index}`).join('')
  const context = { bind, roots, window: selection.window, wholeRanges: selection.wholeRanges }
  const where = `(${whereSql(selection.filter, context)})`
  const after = selection.after === undefined ? '' : ` and ${afterWatermarkSql(selection.after, bind)}`
  const before =
    selection.receivedBeforeNs === undefined
      ? ''
      : ` and toUnixTimestamp64Milli(received_time) < intDiv(${bind.add('Int64', selection.receivedBeforeNs)}, 1000000)`
  const mark = selection.mark === undefined ? '' : `, (${whereSql(selection.mark, context)}) as marked`
  const picked = `picked as (select *${groups}${mark} from judged where ${where}${after}${before})`
  const rootColumns = keys.map((key, index) => `${attributeSql(bind.add('String', key))} as root_${index}`).join(', ')

  const verdicts = selection.verdicts ?? 'join'
  const inheriting = selection.inheriting === undefined ? '' : ` and (${selection.inheriting(bind)})`
  const spans = (
    name: string,
    of: Pick<Selection, 'window' | 'parts' | 'traceIds' | 'ofUnits' | 'ranges'>,
    text: string,
  ): string => {
    const ofTraces = of.traceIds === undefined ? '' : ` and trace_id in (${bind.add('Array(String)', of.traceIds)})`
    const ofUnits = of.ofUnits === undefined ? '' : ` and trace_id in (${unitTracesSql(of.ofUnits, bind)})`
    const near = `${overlapSql(of.window, bind, of.parts)}${ofTraces}`
    const { stored, made: named } = columnsNamed(text)
    const made = withVerdicts(named, verdicts)
    const inherited = inheritedColumns(made)
    const beside = () => windowSql({ window: ANY_TIME, ranges: selection.wholeRanges, traceIds: of.traceIds }, bind)
    const joins = [
      ...(made.some(({ join }) => join === 'verdicts')
        ? [fill(VERDICTS, { key: TRACE_KEY, hash: SPAN_HASH, near: ofTraces })]
        : []),
      ...(inherited.length === 0 ? [] : [fill(TRACES, { ...inheritedSql(inherited), near: `${near}${inheriting}` })]),
      ...(keys.length === 0 ? [] : [fill(ROOTS, { columns: rootColumns, near })]),
      ...BESIDES.filter(({ join }) => made.some((column) => column.join === join)).map(({ sql }) =>
        fill(sql, { beside: beside() }),
      ),
    ]
    // A column that is judged has the name of the stored one.
    const own = stored.filter((column) => !made.some(({ name: as }) => as === column))
    const shown = [...made.map(({ name: as, sql }) => `${sql} as ${as}`), ...roots.values()]
    return fill(TEMPLATE, {
      name,
      stored: stored.join(', '),
      columns: [...own.map((column) => `s.${column} as ${column}`), ...shown].join(',\n        '),
      window: `${windowSql(of, bind)}${ofUnits}${of.traceIds === undefined && of.ofUnits === undefined ? '' : OF_FEW}`,
      joins: joins.map((join) => `\n${join}`).join(''),
    })
  }

  return {
    params: bind.params,
    bind,
    fill(template, slots = {}) {
      const rest = fill(template, { ...slots, source: HERE })
      const text = `${picked}\n${rest}`
      const whole = /\bjudged_whole\b/.test(text)
        ? [spans('judged_whole', { window: ANY_TIME, ranges: selection.wholeRanges }, text)]
        : []
      return rest.replace(HERE, () => [...whole, spans('judged', selection, text), picked].join(',\n'))
    },
  }
}

/** Many traces have one name, so that it is worth a dictionary; users and sessions are many. */
const FEW_TEXTS: ReadonlySet<string> = new Set(['name'])

/** Only what is asked for, of the traces that say any of it. Keys stand for texts; of nobody it is 0. */
function inheritedSql(columns: readonly string[]): { columns: string; said: string } {
  const textOf = (column: string) => column.replace(/_key$/, '')
  const sqlOf = (column: string) => {
    const text = textOf(column)
    if (text !== column) return `if(${text} = '', 0, ${keyOf(text)})`
    return FEW_TEXTS.has(column) ? `toLowCardinality(${column})` : column
  }
  return {
    columns: columns.map((column) => `${sqlOf(column)} as trace_${column}`).join(', '),
    said: [...new Set(columns.map(textOf))].map((column) => `${column} != ''`).join(' or '),
  }
}

function unitTracesSql({ column, ids }: NonNullable<Selection['ofUnits']>, bind: Bindings): string {
  const where = `where project_id = {project:String} and ${column} in (${bind.add('Array(String)', ids)})`
  return `select trace_id from traces ${where} union distinct select trace_id from spans ${where}`
}

/** The attribute keys that a selection asks for; each needs its trace's root as a fallback. */
export function attributeKeys(selection: Pick<Selection, 'filter' | 'mark' | 'by'>): readonly string[] {
  const terms = [selection.filter, selection.mark ?? EVERYTHING].flatMap(termsOf)
  const asked = terms.flatMap((term) => (term.field === 'attr' && term.key !== null ? [term.key] : []))
  const split = (selection.by ?? []).flatMap((key) => (key.kind === 'attribute' ? [key.key] : []))
  return [...new Set([...asked, ...split])]
}
