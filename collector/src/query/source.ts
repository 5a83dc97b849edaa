/**
 * Where every read of spans begins: one project's deduplicated spans in a window, judged, and those of them that a
 * filter picks (`picked`). A source is made from a ProjectScope alone, so that no query can leave its project.
 */
import { INPUT_BUCKETS, OUTPUT_BUCKETS } from '@vitrine/schemas'
import type { Filter, SplitKey } from '@vitrine/schemas/filter'
import { termsOf } from '@vitrine/schemas/filter'
import { invariant } from '../base/errors.ts'
import { attributeSql, splitSql } from './fields.ts'
import { isScope, type ProjectScope } from './project-scope.ts'
import { Bindings, fill, type Params, readSql } from './sql.ts'
import { whereSql } from './where.ts'
import { ANY_TIME, type Window, windowSql } from './window.ts'

export interface Selection {
  readonly window: Window
  readonly filter: Filter
  /** Columns g0, g1 of `picked`. */
  readonly by?: readonly SplitKey[]
  /** Only these traces. */
  readonly traceIds?: readonly string[]
  readonly rootsOnly?: boolean
  /** Also give `judged_whole`: all spans of the project, whatever the window. */
  readonly whole?: boolean
}

export interface Source {
  /** CTEs `judged` and `picked`, to follow `with`. */
  readonly sql: string
  readonly params: Params
  /** For further values of the same query. */
  readonly bind: Bindings
}

const TEMPLATE = readSql('source')
const quoteFree = (buckets: readonly string[]) => buckets.map((bucket) => `s.tokens_${bucket}`)
const sumOf = (buckets: readonly string[]) =>
  quoteFree(buckets)
    .map((column) => `ifNull(${column}, 0)`)
    .join(' + ')

export function selectSpans(scope: ProjectScope, selection: Selection): Source {
  invariant(isScope(scope), 'a query was built without a granted scope')
  const bind = new Bindings()
  bind.params.project = scope.projectId
  const keys = attributeKeys(selection)
  const roots = new Map(keys.map((key, index) => [key, `root_${index}`]))
  const judged = (name: string, window: string) =>
    fill(TEMPLATE, {
      name,
      window,
      input_buckets: quoteFree(INPUT_BUCKETS).join(', '),
      output_buckets: quoteFree(OUTPUT_BUCKETS).join(', '),
      input_sum: sumOf(INPUT_BUCKETS),
      output_sum: sumOf(OUTPUT_BUCKETS),
      root_columns: keys.map((_, index) => `,\n        r.root_${index} as root_${index}`).join(''),
      root_join: keys.length === 0 ? '' : rootJoin(keys, bind),
    })
  const needsWhole =
    selection.whole === true || termsOf(selection.filter).some((term) => term.field.startsWith('trace.'))
  const whole = needsWhole ? `${judged('judged_whole', windowSql({ window: ANY_TIME }, bind))},\n` : ''
  const groups = (selection.by ?? []).map((key, index) => `, ${splitSql(key, { bind, roots })} as g${index}`).join('')
  const where = whereSql(selection.filter, { bind, roots, window: selection.window })
  const rootsOnly = selection.rootsOnly === true ? " and parent_span_id = ''" : ''
  const picked = `picked as (select *${groups} from judged where (${where})${rootsOnly})`
  const here = judged('judged', windowSql(selection, bind))
  return { sql: `${whole}${here},\n${picked}`, params: bind.params, bind }
}

/** The attribute keys that a selection asks for; each needs its trace's root as a fallback. */
export function attributeKeys(selection: Selection): readonly string[] {
  const asked = termsOf(selection.filter).flatMap((term) =>
    term.field === 'attr' && term.key !== null ? [term.key] : [],
  )
  const split = (selection.by ?? []).flatMap((key) => (key.kind === 'attribute' ? [key.key] : []))
  return [...new Set([...asked, ...split])]
}

function rootJoin(keys: readonly string[], bind: Bindings): string {
  const columns = keys.map((key, index) => `${attributeSql(bind.add('String', key))} as root_${index}`)
  return `
    left join
    (
        select trace_id as r_trace, ${columns.join(', ')}
        from spans final
        where project_id = {project:String} and (start_time, trace_id, span_id) in
        (
            select root_start_time, trace_id, root_span_id
            from traces final
            where project_id = {project:String}
        )
    ) as r on r.r_trace = s.trace_id`
}
