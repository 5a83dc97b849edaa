/**
 * GET /differences: values that stand more often, or less often, in a selection than in the rest. Ranked by how sure
 * the difference is (two shares, in standard errors), so that neither rare values nor tiny differences lead.
 */
import type { DifferencesAnswer } from '@vitrine/schemas/api'
import type { Filter } from '@vitrine/schemas/filter'
import { asksWholeTraces, FIELDS } from '@vitrine/schemas/filter'
import type { Store } from '../store/store.ts'
import { splitSql } from './fields.ts'
import { type MeasureRow, numberOf, textOf } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import { type Selection, selectSpans } from './source.ts'
import { readSql } from './sql.ts'
import { extentOf } from './trace-ranges.ts'
import { readOptions } from './verdict-reading.ts'
import type { Window } from './window.ts'

export interface DifferencesRequest {
  readonly window: Window
  readonly filter: Filter
  readonly selection: Filter
  readonly unit: 'spans' | 'traces'
  readonly limit: number
}

const TEMPLATE = readSql('differences')
/** A span has some thirty values: of more spans than this a sample of traces says the same. */
const MOST_SPANS = 200_000
/** Ids say nothing: each has its own. */
const NO_FIELDS = ['trace', 'span', 'attr']

export async function queryDifferences(
  store: Store,
  scope: ProjectScope,
  request: DifferencesRequest,
  signal?: AbortSignal,
): Promise<Omit<DifferencesAnswer, 'project'>> {
  const { window, filter, selection: mark, unit } = request
  const isWhole = asksWholeTraces(filter) || asksWholeTraces(mark)
  const wholeRanges = isWhole ? await extentOf(store, scope, window, signal) : undefined
  const selection: Selection = { window, filter, mark, wholeRanges }
  const read = async (sqlOf: (source: ReturnType<typeof selectSpans>) => string) => {
    const source = selectSpans(scope, selection)
    return await store.query<MeasureRow>(sqlOf(source), source.params, readOptions('join', signal))
  }
  const count = (condition: string) =>
    unit === 'traces' ? `uniqExactIf(trace_key, ${condition})` : `countIf(${condition})`
  const sizes = (sampled: string) =>
    read((source) =>
      source.fill(
        `with {{source}} select count() as spans, ${count('marked = 1')} as a, ${count('1')} as n from picked where ${sampled} limit 1`,
      ),
    )
  const [all = {}] = await sizes('1')
  const part = Math.ceil(numberOf(all, 'spans') / MOST_SPANS)
  const sampled = part <= 1 ? '1' : `cityHash64(trace_id) % ${part} = 0`
  const [looked = {}] = part <= 1 ? [all] : await sizes(sampled)
  const [selected, rest] = [numberOf(looked, 'a'), numberOf(looked, 'n') - numberOf(looked, 'a')]
  const answer = {
    selected: numberOf(all, 'a'),
    rest: numberOf(all, 'n') - numberOf(all, 'a'),
    sampled: part <= 1 ? 1 : 1 / part,
  }
  if (selected === 0 || rest === 0) return { ...answer, differences: [] }
  const rows = await read((source) => {
    const names = FIELDS.filter((field) => field.by && !NO_FIELDS.includes(field.name)).map((field) => field.name)
    const fields = names.map((name) => {
      const value = splitSql({ kind: 'field', field: name }, { bind: source.bind, roots: new Map() })
      return `('${name}', ${value})`
    })
    return source.fill(TEMPLATE, {
      fields: fields.join(', '),
      sampled,
      marked_count: count('marked = 1'),
      all_count: count('1'),
      selected: source.bind.add('UInt64', selected),
      rest: source.bind.add('UInt64', rest),
      limit: source.bind.add('UInt64', request.limit),
    })
  })
  return {
    ...answer,
    differences: rows.map((row) => ({
      field: textOf(row, 'field'),
      value: textOf(row, 'value'),
      selected: numberOf(row, 'a'),
      rest: numberOf(row, 'b'),
      selected_share: numberOf(row, 'p1'),
      rest_share: numberOf(row, 'p2'),
      score: Math.round(numberOf(row, 'score') * 100) / 100,
    })),
  }
}
