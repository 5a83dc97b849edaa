/** GET /totals: every sum, whole and by group, from one reading of the spans each. */
import type { ModelTotal, ScoreTotal, ToolTotal, Totals, TotalsAnswer } from '@vitrine/schemas/api'
import type { Filter, SplitKey } from '@vitrine/schemas/filter'
import type { Store } from '../store/store.ts'
import {
  costOf,
  type MeasureRow,
  maybeText,
  numberOf,
  SUM_COLUMNS,
  SUMS_SQL,
  textOf,
  tokensOf,
  totalsOf,
} from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import { scoresOf } from './score-totals.ts'
import { type Selection, selectSpans } from './source.ts'
import { readSql } from './sql.ts'
import type { Window } from './window.ts'

export interface TotalsRequest {
  readonly window: Window
  readonly filter: Filter
  readonly by: { readonly name: string; readonly key: SplitKey } | undefined
  readonly limit: number
}

type Answer = Omit<TotalsAnswer, 'project' | 'from' | 'to'>

const SUMS = readSql('totals')
const UNITS = readSql('totals-units')
const GROUPS = readSql('totals-groups')

export async function queryTotals(
  store: Store,
  scope: ProjectScope,
  request: TotalsRequest,
  signal?: AbortSignal,
): Promise<Answer> {
  const whole: Selection = { window: request.window, filter: request.filter }
  const split = request.by === undefined ? undefined : { ...whole, by: [request.by.key] }
  const reading = { store, scope, signal }
  const top = split === undefined ? NO_GROUPS : await largestGroups(reading, split, request.limit)
  const [sums, units, ofWhole, ofGroups] = await Promise.all([
    readTotals(reading, SUMS, split ?? whole, top),
    readTotals(reading, UNITS, split ?? whole, top),
    scoresOf(store, scope, whole, signal),
    split === undefined ? new Map<string, ScoreTotal[]>() : scoresOf(store, scope, split, signal),
  ])
  const isWhole = (row: MeasureRow) => numberOf(row, 'is_whole') === 1
  const isOf = (group: string) => (row: MeasureRow) =>
    !isWhole(row) && numberOf(row, 'is_shown') === 1 && textOf(row, 'g') === group
  const totalOf = (isMine: (row: MeasureRow) => boolean, scores: readonly ScoreTotal[] = []): Totals => ({
    ...collect(sums.filter(isMine), units.find(isMine)),
    scores: [...scores],
  })
  return {
    by: request.by?.name ?? null,
    total: totalOf(isWhole, ofWhole.get('')),
    groups: top.groups.map((group) => ({
      value: group === '' ? null : group,
      total: totalOf(isOf(group), ofGroups.get(group)),
    })),
    groups_left_out: top.left,
  }
}

interface Reading {
  readonly store: Store
  readonly scope: ProjectScope
  readonly signal: AbortSignal | undefined
}

/** Groups that are shown, largest first. */
interface Top {
  readonly groups: readonly string[]
  readonly left: number
}

const NO_GROUPS: Top = { groups: [], left: 0 }

async function largestGroups({ store, scope, signal }: Reading, selection: Selection, limit: number): Promise<Top> {
  const source = selectSpans(scope, selection)
  const sql = source.fill(GROUPS, { limit: source.bind.add('UInt64', limit) })
  const rows = await store.query<MeasureRow>(sql, source.params, signal === undefined ? {} : { signal })
  const [first] = rows
  return {
    groups: rows.map((row) => textOf(row, 'g')),
    left: first === undefined ? 0 : numberOf(first, 'all_groups') - rows.length,
  }
}

/** Rows of the whole, and of each group that is shown. */
async function readTotals(
  { store, scope, signal }: Reading,
  template: string,
  selection: Selection,
  top: Top,
): Promise<readonly MeasureRow[]> {
  const source = selectSpans(scope, selection)
  const isSplit = selection.by !== undefined
  const isShown = isSplit ? `g0 in (${source.bind.add('Array(String)', top.groups)})` : '1'
  const sets = template === SUMS ? ['', 'of_calls, of_model, of_provider', 'of_kind, of_tool'] : ['']
  const ofGroups = isSplit ? sets.map((set) => `is_shown, g${set === '' ? '' : ', '}${set}`) : []
  const sql = source.fill(template, {
    group: isSplit ? `if(${isShown}, g0, '')` : "''",
    is_shown: isShown,
    of_group: isSplit ? 'g, is_shown, grouping(is_shown) as is_whole' : "'' as g, 1 as is_shown, 1 as is_whole",
    sets: [...sets, ...ofGroups].map((set) => `(${set})`).join(', '),
    ...(template === SUMS ? { sums: SUMS_SQL, sums_of_sums: SUMS_OF_SUMS } : {}),
  })
  return await store.query<MeasureRow>(sql, source.params, signal === undefined ? {} : { signal })
}

const SUMS_OF_SUMS = SUM_COLUMNS.map((column) => `sum(facts.${column}) as ${column}`).join(',\n    ')

/** Rows of one group, or of the whole. */
function collect(rows: readonly MeasureRow[], units: MeasureRow | undefined): Totals {
  const has = (row: MeasureRow, column: string) => numberOf(row, column) === 0
  const all = rows.find((row) => !has(row, 'without_model') && !has(row, 'without_tool'))
  const models = rows.filter((row) => has(row, 'without_model') && numberOf(row, 'of_calls') === 1)
  const tools = rows.filter((row) => has(row, 'without_tool') && row.of_kind === 'tool')
  return {
    ...totalsOf({ ...all, ...units }),
    models: models.map(modelOf),
    tools: tools.map(toolOf),
  }
}

function modelOf(row: MeasureRow): ModelTotal {
  return {
    model: maybeText(row, 'of_model'),
    provider: maybeText(row, 'of_provider'),
    calls: numberOf(row, 'calls'),
    errors: numberOf(row, 'errors'),
    tokens: tokensOf(row),
    cost: costOf(row),
  }
}

function toolOf(row: MeasureRow): ToolTotal {
  return { tool: maybeText(row, 'of_tool'), calls: numberOf(row, 'spans'), errors: numberOf(row, 'errors') }
}
