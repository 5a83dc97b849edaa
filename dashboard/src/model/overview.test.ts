import type { Series } from '@vitrine/schemas/api'
import { describe, expect, it } from 'vitest'
import { dressAll, slotOf } from './entity-colour.ts'
import { changeOf, groupLines, metricLines, rateOf, rates, sumKnown, trafficLines } from './overview.ts'

const series = (metric: string, points: Series['points'], more: Partial<Series> = {}): Series => ({
  metric,
  unit: '1',
  value: null,
  other: false,
  points,
  total: points.reduce<number>((sum, point) => sum + Number(point ?? 0), 0),
  q: '',
  scope: 'spans',
  ...more,
})

describe('traffic', () => {
  it('splits all traces into those without and with errors', () => {
    const [ok, error] = trafficLines(series('traces', [5, 0, 3]), series('traces', [1, 0, 3]), 'q')
    expect(ok?.points).toEqual([4, 0, 0])
    expect(error?.points).toEqual([1, 0, 3])
  })
  it('draws nothing while a part is missing', () => {
    expect(trafficLines(series('traces', [1]), undefined, null)).toEqual([])
  })
})

describe('lines of a split', () => {
  const block = {
    series: [
      series('cost.ours', ['0.1', null], { value: 'small', total: '0.1' }),
      series('cost.ours', ['5', '0.5'], { value: 'big', total: '5.5' }),
      series('cost.ours', [null, null], { value: 'unpriced', total: null }),
      series('cost.ours', ['1', '1'], { value: null, other: true, total: '2', q: null }),
    ],
  }
  const lines = groupLines(block, 'cost.ours', 'model', 'overview.otherModels')

  it('come largest first, with the rest at the end, and unknown cost is no line of zeros', () => {
    expect(lines.map(({ id }) => id)).toEqual(['v:big', 'v:small', 'other'])
  })
  it('keep unknown as a gap', () => expect(lines[1]?.points).toEqual([0.1, null]))
  it('name the group that nobody named', () => {
    const [line] = groupLines({ series: [series('calls', [1], { value: null })] }, 'calls', 'model', 'x')
    expect([line?.label, line?.isText]).toEqual(['common.unknown', true])
  })
})

it('leaves out metrics about which nothing is known', () => {
  const block = { series: [series('tokens.output', [1, null]), series('tokens.cache_write', [null, null])] }
  const wanted = [
    { metric: 'tokens.output', text: 'a', ink: 'neutral' as const },
    { metric: 'tokens.cache_write', text: 'b', ink: 'neutral' as const },
  ]
  expect(metricLines(block, wanted).map(({ id }) => id)).toEqual(['tokens.output'])
})

describe('change against the period before', () => {
  it.each([
    [null, 5, { kind: 'none' }],
    [5, null, { kind: 'none' }],
    [5, 0, { kind: 'new' }],
    [0, 0, { kind: 'change', ratio: 0, direction: 'same' }],
    [15, 10, { kind: 'change', ratio: 0.5, direction: 'up' }],
    [5, 10, { kind: 'change', ratio: -0.5, direction: 'down' }],
  ])('%s after %s', (now, before, change) => expect(changeOf(now, before)).toEqual(change))
})

it('knows no rate of nothing, and no sum of unknowns', () => {
  expect(rateOf(0, 0)).toBeNull()
  expect(rateOf(null, 4)).toBeNull()
  expect(rates([1, null], [4, 0])).toEqual([0.25, null])
  expect(sumKnown([null, null])).toBeNull()
  expect(sumKnown([null, 2])).toBe(2)
})

describe('colours', () => {
  it('belong to the name, not to its place', () => {
    expect(dressAll('model', ['a', 'b', 'c']).get('b')).toEqual(dressAll('model', ['b', 'c', 'a']).get('b'))
    expect(slotOf('model', 'gpt-4o')).toBe(slotOf('model', 'gpt-4o'))
  })
  it('are told apart when two names meet on one', () => {
    const dresses = [
      ...dressAll(
        'model',
        Array.from({ length: 12 }, (_, i) => `model-${i}`),
      ).values(),
    ]
    expect(new Set(dresses.map(({ slot, variant }) => `${slot}/${variant}`)).size).toBe(12)
  })
})
