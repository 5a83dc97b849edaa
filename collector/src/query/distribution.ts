/** GET /distribution: how the scores of one name lie, by value and by word. Missing ones are counted apart, never as zero. */
import type { DistributionAnswer, DistributionBar } from '@vitrine/schemas/api'
import { allOf, anyOf, type Filter, type Operator, parseValue, printFilter } from '@vitrine/schemas/filter'
import type { Store } from '../store/store.ts'
import { evenRanges, type Range } from './even-ranges.ts'
import { type MeasureRow, numberOf, numberOrNull, textOf } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import { SCORES_TEMPLATE } from './score-totals.ts'
import { selectSpans } from './source.ts'
import type { Bindings } from './sql.ts'
import { wholeRangesOf } from './trace-ranges.ts'
import { readOptions } from './verdict-reading.ts'
import type { Window } from './window.ts'

export interface DistributionRequest {
  /** The name of a score. */
  readonly score: string
  readonly window: Window
  readonly filter: Filter
  /** What is drawn on the same axis: bars hold its scores as well. */
  readonly beside?: Filter
}

/** Those that most say; the others are counted together. */
const MOST_WORDS = 20
/** A longer text is an explanation, and no filter is to carry it. */
const LONGEST_WORD = 200

const NUMBER = 'if(isFinite(score_value), score_value, null)'
/** A score of a session stands at each of its traces, and counts once. */
const COUNTS = 'uniqExact(score_id) as scores, uniqExact(g) as traces'
const FACTS = `select
    ${COUNTS},
    min(${NUMBER}) as least,
    max(${NUMBER}) as most,
    uniqExactIf(score_id, isNotNull(${NUMBER})) as numbers,
    countIf(isNotNull(${NUMBER}) and score_type != 'boolean') as measured,
    countIf(isNotNull(${NUMBER}) and score_value != floor(score_value)) as broken,
    uniqExactIf(score_id, score_text != '') as worded,
    uniqExactIf(score_text, score_text != '') as words,
    uniqExactIf(score_id, isNull(${NUMBER}) and score_text = '') as unknown
from once
limit 1`
const wordsSql = (only: string) => `select score_text as word, ${COUNTS}
from once
where score_text != '' and lengthUTF8(score_text) <= ${LONGEST_WORD}${only}
group by word
order by scores desc, word
limit ${MOST_WORDS}`
/** Level 1 is the first range. */
const levelsSql = (bounds: string) => `select
    arrayCount(bound -> bound <= assumeNotNull(${NUMBER}), ${bounds}) as level,
    ${COUNTS}
from once
where isNotNull(${NUMBER})
group by level
order by level
limit 100`

const FLAGS: readonly Range[] = ['0', '1'].map((value) => ({ from: value, to: value, holdsEnd: true }))

export async function queryDistribution(
  store: Store,
  scope: ProjectScope,
  request: DistributionRequest,
  signal?: AbortSignal,
): Promise<Omit<DistributionAnswer, 'project'>> {
  const { score, filter, beside } = request
  const both = beside === undefined ? filter : anyOf([filter, beside])
  const rangesFor = new Map<Filter, ReturnType<typeof wholeRangesOf>>()
  const ask = async (of: Filter, select: (bind: Bindings) => string) => {
    const selection = { window: request.window, filter: of }
    const found = rangesFor.get(of) ?? wholeRangesOf(store, scope, selection, signal)
    rangesFor.set(of, found)
    const source = selectSpans(scope, { ...selection, wholeRanges: await found })
    const named = ` and name = ${source.bind.add('String', score)}`
    const sql = source.fill(SCORES_TEMPLATE, { group: 'trace_key', named, select: select(source.bind) })
    return await store.query<MeasureRow>(sql, source.params, readOptions('join', signal))
  }
  const [[facts = {}], [axis = {}]] = await Promise.all([
    ask(filter, () => FACTS),
    beside === undefined ? [] : ask(both, () => FACTS),
  ])
  const drawn = beside === undefined ? facts : axis
  const areFlags = numberOf(drawn, 'measured') === 0
  const ranges = numberOf(drawn, 'numbers') === 0 ? [] : areFlags ? FLAGS : rangesOf(drawn)
  const froms = ranges.map(({ from }) => Number(from))
  // Most scores say numbers or words, not both, and each reading is one of all spans of the window.
  const [levels, ranked] = await Promise.all([
    ranges.length === 0 ? [] : ask(filter, (bind) => levelsSql(bind.add('Array(Float64)', froms))),
    numberOf(drawn, 'worded') === 0 ? [] : ask(both, () => wordsSql('')),
  ])
  const said = ranked.map((row) => textOf(row, 'word'))
  const own =
    beside === undefined || said.length === 0
      ? ranked
      : await ask(filter, (bind) => wordsSql(` and score_text in (${bind.add('Array(String)', said)})`))
  const behind = (...terms: readonly Filter[]) => printFilter(allOf([filter, ...terms]))
  return {
    score,
    ...countsOf(facts),
    q: behind(scoreTerm(score, 'set')),
    numbers: numberOf(facts, 'numbers'),
    worded: numberOf(facts, 'worded'),
    words: numberOf(facts, 'words'),
    unknown: numberOf(facts, 'unknown'),
    min: numberOrNull(facts.least),
    max: numberOrNull(facts.most),
    bars: [
      ...ranges.map((range, at): DistributionBar => {
        const row = levels.find((level) => numberOf(level, 'level') === at + 1) ?? {}
        const counted = { ...countsOf(row), q: behind(...rangeTerms(score, range)) }
        if (areFlags) return { kind: 'flag', value: at === 1, ...counted }
        return { kind: 'range', from: range.from, to: range.to, holds_end: range.holdsEnd, ...counted }
      }),
      ...said.map((word): DistributionBar => {
        const row = own.find((each) => textOf(each, 'word') === word) ?? {}
        return { kind: 'word', word, ...countsOf(row), q: behind(scoreTerm(score, 'is', word)) }
      }),
    ],
  }
}

function rangesOf(facts: MeasureRow): readonly Range[] {
  return evenRanges({
    min: numberOf(facts, 'least'),
    max: numberOf(facts, 'most'),
    areWhole: numberOf(facts, 'broken') === 0,
  })
}

const countsOf = (row: MeasureRow) => ({ scores: numberOf(row, 'scores'), traces: numberOf(row, 'traces') })

/** Side by side, which says that one score lies in between. */
const rangeTerms = (score: string, { from, to, holdsEnd }: Range): readonly Filter[] => [
  scoreTerm(score, '>=', from),
  scoreTerm(score, holdsEnd ? '<=' : '<', to),
]

const scoreTerm = (score: string, op: Operator, ...values: readonly string[]): Filter => ({
  kind: 'term',
  field: 'score',
  key: score,
  op,
  values: op === 'is' ? values : values.map((value) => parseValue('number', value) ?? value),
})
