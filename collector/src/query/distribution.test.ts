import type { DistributionBar } from '@vitrine/schemas/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countUnits } from './count.ts'
import { queryDistribution } from './distribution.ts'
import { grantScope } from './project-scope.ts'
import { made, openBoardStore, WINDOW } from './test-board-spans.ts'
import { mulberry32 } from './test-random.ts'
import { filterOf, PROJECT, spanIdOf, type TestStore, traceIdOf } from './test-store.ts'

interface MadeScore {
  readonly name: string
  readonly type: 'numeric' | 'boolean' | 'categorical'
  readonly value: number | null
  readonly text: string
  readonly target: 'span' | 'trace' | 'session'
  /** Of `made`. */
  readonly of: number
}

const random = mulberry32(3)
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
const scored = (name: string, n: number, said: () => Pick<MadeScore, 'type' | 'value' | 'text'>): MadeScore[] =>
  Array.from({ length: n }, () => ({
    name,
    ...said(),
    target: pick(['span', 'span', 'trace', 'trace', 'session'] as const),
    of: Math.floor(random() * made.length),
  }))
const scores: readonly MadeScore[] = [
  ...scored('share', 150, () => ({ type: 'numeric', value: Math.round(random() * 1000) / 1000, text: '' })),
  // On the bounds of bars, where a digit too few or too many puts it into the wrong one.
  ...scored('share', 60, () => ({
    type: 'numeric',
    value: Number((Math.floor(random() * 21) * 0.05).toFixed(2)),
    text: '',
  })),
  ...scored('share', 10, () => ({ type: 'numeric', value: null, text: '' })),
  ...scored('stars', 120, () => ({ type: 'numeric', value: 1 + Math.floor(random() * 5), text: '' })),
  ...scored('liked', 80, () => ({ type: 'boolean', value: random() < 0.7 ? 1 : 0, text: '' })),
  ...scored('tone', 90, () => ({ type: 'categorical', value: null, text: pick(['kind', 'curt', 'با ادب', 'so, so']) })),
  ...scored('tone', 40, () => ({ type: 'categorical', value: null, text: `rare ${Math.floor(random() * 30)}` })),
  ...scored('judged', 60, () => {
    const value = random() * 2 - 1
    return { type: 'numeric', value, text: value > 0 ? 'pass' : 'fail' }
  }),
]

let test: TestStore
const scope = grantScope(PROJECT)
beforeAll(async () => {
  test = await openBoardStore()
  const rows = scores.map(({ name, type, value, text, target, of }, at) => ({
    project_id: PROJECT,
    score_id: `made-${at}`,
    name,
    data_type: type,
    value,
    text_value: text,
    target,
    trace_id: target === 'session' ? '' : traceIdOf(spanAt(of).trace),
    span_id: target === 'span' ? spanIdOf(spanAt(of).span) : '',
    session_id: target === 'session' ? `s${spanAt(of).trace % 7}` : '',
    version: 1,
  }))
  await test.store.insertRows('scores', rows)
})
afterAll(() => test.close())

const spanAt = (index: number) => made[index] as (typeof made)[number]

/** By hand: the traces among some spans that a score stands at. */
function tracesOf({ target, of }: MadeScore, spans: typeof made): readonly number[] {
  const on = spanAt(of)
  const isOn = {
    span: (span: (typeof made)[number]) => span.span === on.span,
    trace: (span: (typeof made)[number]) => span.trace === on.trace,
    session: (span: (typeof made)[number]) => span.trace % 7 === on.trace % 7,
  }[target]
  return [...new Set(spans.filter(isOn).map(({ trace }) => trace))]
}

function byHand(name: string, spans: typeof made, holds: (score: MadeScore) => boolean) {
  const own = scores.filter((score) => score.name === name && holds(score))
  const standing = own.map((score) => tracesOf(score, spans)).filter((traces) => traces.length > 0)
  return { scores: standing.length, traces: new Set(standing.flat()).size }
}

const holds =
  (bar: DistributionBar) =>
  ({ value, text }: MadeScore): boolean => {
    if (bar.kind === 'word') return text === bar.word
    if (value === null) return false
    if (bar.kind === 'flag') return (value === 1) === bar.value
    return value >= Number(bar.from) && (value < Number(bar.to) || (bar.holds_end && value === Number(bar.to)))
  }

const ask = (score: string, q = '') =>
  queryDistribution(test.store, scope, { score, window: WINDOW, filter: filterOf(q) })

describe('the distribution of a score', () => {
  it.each([
    ['share', '', 20],
    ['share', 'kind:tool', 20],
    ['share', 'score.share>0.5', 20],
    ['stars', '', 5],
    ['liked', '', 2],
    ['tone', 'status:error', 20],
    ['tone', '', 20],
    ['judged', '', 22],
  ])('of %s among %s is what one counts by hand, and each bar has as many traces behind it', async (name, q, bars) => {
    const answer = await ask(name, q)
    const among = {
      '': made,
      'kind:tool': made.filter(({ kind }) => kind === 'tool'),
      'status:error': made.filter(({ status }) => status === 'error'),
      'score.share>0.5': made.filter((span) =>
        scores.some(
          (score) => score.name === 'share' && (score.value ?? 0) > 0.5 && tracesOf(score, [span]).length > 0,
        ),
      ),
    }[q]
    if (among === undefined) throw new Error(q)
    expect(answer.bars.length).toBe(bars)
    for (const { scores: n, traces, q: behind, ...bar } of answer.bars) {
      const wanted = byHand(name, among, holds({ ...bar, scores: n, traces, q: behind } as DistributionBar))
      expect([bar, { scores: n, traces }]).toEqual([bar, wanted])
      const counted = await countUnits(test.store, scope, { window: WINDOW, filter: filterOf(behind), unit: 'traces' })
      expect([behind, counted.n]).toEqual([behind, traces])
    }
    const all = byHand(name, among, () => true)
    expect({ scores: answer.scores, traces: answer.traces }).toEqual(all)
    expect(answer.unknown).toBe(byHand(name, among, ({ value, text }) => value === null && text === '').scores)
    const inRanges = answer.bars.filter(({ kind }) => kind !== 'word').reduce((sum, bar) => sum + bar.scores, 0)
    expect(inRanges).toBe(answer.numbers)
  })

  it('has words beyond its bars, and says how many', async () => {
    const answer = await ask('tone')
    const words = new Set(scores.filter(({ name }) => name === 'tone').map(({ text }) => text))
    expect([answer.words, answer.worded, answer.numbers]).toEqual([words.size, 130, 0])
    expect(answer.bars.length).toBeLessThan(words.size)
  })

  it('of nothing has no bars and no bounds, rather than zeros', async () => {
    expect(await ask('nobody')).toMatchObject({ scores: 0, traces: 0, min: null, max: null, bars: [] })
  })
})

it('two bounds of a score ask for one score between them, and not for two on either side', async () => {
  const [trace] = [traceIdOf(1)]
  const row = { project_id: PROJECT, name: 'twice', target: 'trace', trace_id: trace, version: 1 }
  await test.store.insertRows('scores', [
    { ...row, score_id: 'low', value: 0.1 },
    { ...row, score_id: 'high', value: 0.9 },
  ])
  const count = async (q: string) =>
    (await countUnits(test.store, scope, { window: WINDOW, filter: filterOf(q), unit: 'traces' })).n
  expect(await count('score.twice>0.3 score.twice<0.6')).toBe(0)
  expect(await count('score.twice>=0.1 score.twice<0.6')).toBe(1)
  expect(await count('score.twice<0.6 score.twice>0.3')).toBe(1)
  expect(await count('score.twice>0.3 score.twice>=0.05 score.twice<=0.1')).toBe(1)
  expect(await count('-(score.twice>0.3 score.twice<0.6)')).toBe(await count(''))
})

it.each(['share', 'stars', 'liked', 'tone', 'judged'])('of %s shares its bars with another', async (score) => {
  const [slow, quick] = [filterOf('duration>1s'), filterOf('-duration>1s')]
  const ask = (filter: typeof slow, beside?: typeof slow) =>
    queryDistribution(test.store, scope, {
      score,
      window: WINDOW,
      filter,
      ...(beside === undefined ? {} : { beside }),
    })
  const [one, other, alone] = await Promise.all([ask(slow, quick), ask(quick, slow), ask(slow)])
  const placeOf = ({ scores: _s, traces: _t, q: _q, ...place }: DistributionBar) => place
  expect(one.bars.map(placeOf)).toEqual(other.bars.map(placeOf))
  expect(one.bars.length).toBeGreaterThan(0)
  const { bars: _one, ...counts } = one
  const { bars: _alone, ...countsAlone } = alone
  expect(counts).toEqual(countsAlone)
  const nameOf = (bar: DistributionBar) =>
    bar.kind === 'word' ? bar.word : bar.kind === 'flag' ? bar.value : undefined
  for (const bar of one.bars) {
    const same = alone.bars.find((each) => nameOf(each) !== undefined && nameOf(each) === nameOf(bar))
    if (same !== undefined) expect(bar).toEqual(same)
  }
  const summed = (bars: readonly DistributionBar[]) => bars.reduce((sum, { scores }) => sum + scores, 0)
  if (one.words === 0) expect(summed(one.bars)).toBe(summed(alone.bars))
})
