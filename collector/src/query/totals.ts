/** GET /totals: every sum, whole and by group, from one reading of the spans each. */
import type { ModelTotal, ToolTotal, Totals, TotalsAnswer } from '@vitrine/schemas/api'
import type { Filter, SplitKey } from '@vitrine/schemas/filter'
import type { Store } from '../store/store.ts'
import { costOf, MEASURES_SQL, type MeasureRow, maybeText, numberOf, textOf, tokensOf, totalsOf } from './measures.ts'
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

const TEMPLATE = readSql('totals')

export async function queryTotals(
  store: Store,
  scope: ProjectScope,
  request: TotalsRequest,
  signal?: AbortSignal,
): Promise<Answer> {
  const selection: Selection = { window: request.window, filter: request.filter }
  const split = request.by === undefined ? undefined : { ...selection, by: [request.by.key] }
  const [whole, groups, left] = await Promise.all([
    totalsBy(store, scope, selection, 1, signal),
    split === undefined ? new Map<string, Totals>() : totalsBy(store, scope, split, request.limit, signal),
    split === undefined ? 0 : countGroups(store, scope, split, signal),
  ])
  return {
    by: request.by?.name ?? null,
    total: whole.get('') ?? totalsOf({}),
    groups: [...groups].map(([value, total]) => ({ value: value === '' ? null : value, total })),
    groups_left_out: Math.max(0, left - groups.size),
  }
}

/** Totals by group (the first `by` of the selection), largest first. */
async function totalsBy(store: Store, scope: ProjectScope, selection: Selection, limit: number, signal?: AbortSignal) {
  const source = selectSpans(scope, selection)
  const isSplit = selection.by !== undefined
  const top = `top as (select g from grouped group by g order by count() desc, g limit ${source.bind.add('UInt64', limit)})`
  const sql = source.fill(TEMPLATE, {
    group: isSplit ? 'g0' : "''",
    top: isSplit ? `,\n${top}` : '',
    where: isSplit ? 'where g in (select g from top)' : '',
    measures: MEASURES_SQL,
  })
  const [rows, scores] = await Promise.all([
    store.query<MeasureRow>(sql, source.params, signal === undefined ? {} : { signal }),
    scoresOf(store, scope, selection, signal),
  ])
  const totals = collect(rows)
  for (const [group, list] of scores) totals.get(group)?.scores.push(...list)
  return totals
}

function collect(rows: readonly MeasureRow[]): Map<string, Totals> {
  const isWhole = (row: MeasureRow) => numberOf(row, 'without_model') === 1 && numberOf(row, 'without_tool') === 1
  const totals = new Map(rows.filter(isWhole).map((row) => [textOf(row, 'g'), totalsOf(row)]))
  for (const row of rows) {
    const total = totals.get(textOf(row, 'g'))
    if (numberOf(row, 'without_model') === 0 && numberOf(row, 'of_calls') === 1) total?.models.push(modelOf(row))
    if (numberOf(row, 'without_tool') === 0 && row.of_kind === 'tool') total?.tools.push(toolOf(row))
  }
  return totals
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

async function countGroups(
  store: Store,
  scope: ProjectScope,
  selection: Selection,
  signal?: AbortSignal,
): Promise<number> {
  const source = selectSpans(scope, selection)
  const sql = source.fill('with {{source}} select uniqExact(g0) as n from picked limit 1')
  const [row] = await store.query<MeasureRow>(sql, source.params, signal === undefined ? {} : { signal })
  return row === undefined ? 0 : numberOf(row, 'n')
}
