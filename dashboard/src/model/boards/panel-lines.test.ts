import type { Panel, Series, TableAnswer } from '@vitrine/schemas/api'
import { describe, expect, it } from 'vitest'
import { kindOfMetric, nameOfMetric } from './metric-kind.ts'
import { bandLines, panelLines, sharesOf, unpricedIn } from './panel-lines.ts'
import { tableOf } from './table-rows.ts'

const panel = (query: Panel['query']): Panel => ({ id: 'x', title: 'x', chart: 'bars', width: 2, query })
const series = (
  metric: string,
  points: Series['points'],
  total: Series['total'],
  more: Partial<Series> = {},
): Series => ({
  metric,
  unit: '1',
  value: null,
  other: false,
  points,
  total,
  q: '',
  scope: null,
  ...more,
})

describe('the lines of a panel', () => {
  it('are its groups, the largest first and the rest last, in colours of their own', () => {
    const lines = panelLines(panel({ metrics: ['calls'], by: ['model'] }), {
      series: [
        series('calls', [1, 0], 1, { value: 'small' }),
        series('calls', [9, 9], 18, { other: true, q: null }),
        series('calls', [2, 3], 5, { value: 'large' }),
        series('calls', [0, 0], 0, { value: 'never' }),
      ],
    })
    expect(lines.map(({ values, isOther }) => [values, isOther])).toEqual([
      [['large'], false],
      [['small'], false],
      [[], true],
    ])
    expect(lines[2]?.ink).toBe('neutral')
    const alone = panelLines(panel({ metrics: ['errors'], by: ['model'] }), {
      series: [series('errors', [1, 1], 2, { value: 'large' })],
    })
    expect(alone[0]?.ink).toEqual(lines[0]?.ink)
  })
  it('keep a gap where nobody said, and money exact enough to draw', () => {
    const [line] = panelLines(panel({ metrics: ['cost.ours'] }), {
      series: [series('cost.ours', ['0.000001', null], '0.000001', { unit: 'USD' })],
    })
    expect([line?.points, line?.total, line?.kind]).toEqual([[0.000001, null], 0.000001, 'USD'])
  })
  it('divide, and know nothing of nothing', () => {
    const [line] = panelLines(panel({ metrics: ['score_positive:like'], per: { metric: 'traces', times: 1000 } }), {
      series: [series('score_positive:like', [1, 0, 0], 1), series('traces', [4, 2, 0], 6)],
    })
    expect([line?.points, line?.n]).toEqual([
      [250, 0, null],
      [4, 2, 0],
    ])
  })
  it('are shares of their bucket, and of nothing unknown', () => {
    const shares = sharesOf(
      panelLines(panel({ metrics: ['spans'], by: ['kind'] }), {
        series: [series('spans', [3, 0, null], 3, { value: 'llm' }), series('spans', [1, 0, 5], 6, { value: 'tool' })],
      }),
    )
    expect(shares.map(({ values, kind, points, total }) => [values, kind, points, total])).toEqual([
      [['tool'], 'ratio', [0.25, null, 1], 2 / 3],
      [['llm'], 'ratio', [0.75, null, null], 1 / 3],
    ])
  })
  it('have the bounds of their bands, in the colour of their score', () => {
    const scored = { ...panel({ metrics: ['score:good'] }), band: true }
    const block = {
      series: [
        series('score:good', [0.5], 0.5),
        series('score_p25:good', [0.2], 0.2),
        series('score_p75:good', [0.9], 0.9),
      ],
    }
    const [low, high] = bandLines(scored, block, panelLines(scored, block)).get('score:good') ?? []
    expect([low?.points, high?.points]).toEqual([[0.2], [0.9]])
    expect(low?.ink).toEqual(panelLines(scored, block)[0]?.ink)
    const plain = panel({ metrics: ['score:good'] })
    expect(bandLines(plain, block, panelLines(plain, block))).toEqual(new Map())
  })
  it('have the bounds of their own group, which may be zero, however the groups are ranked', () => {
    const scored = { ...panel({ metrics: ['score:good'], by: ['model'] }), band: true }
    const block = {
      series: [
        series('score:good', [0.5], 0.5, { value: 'a' }),
        series('score:good', [0.4], 0.4, { value: 'b' }),
        series('score_p25:good', [0], 0, { value: 'a' }),
        series('score_p25:good', [0.3], 0.3, { value: 'b' }),
        series('score_p75:good', [0.9], 0.9, { value: 'a' }),
        series('score_p75:good', [0.5], 0.5, { value: 'b' }),
      ],
    }
    const bands = bandLines(scored, block, panelLines(scored, block))
    const drawn = panelLines(scored, block).map(({ id, values }) => [
      values,
      bands.get(id)?.map(({ points }) => points),
    ])
    expect(drawn).toEqual([
      [['a'], [[0], [0.9]]],
      [['b'], [[0.3], [0.5]]],
    ])
  })
  it('stay where all scores are zero, and go where nothing was counted', () => {
    const zero = (metric: string) =>
      panelLines(panel({ metrics: [metric], by: ['model'] }), { series: [series(metric, [0], 0, { value: 'a' })] })
    expect(zero('score:good')).toHaveLength(1)
    expect(zero('calls')).toHaveLength(0)
  })
  it('say what a sum of money does not hold', () => {
    const money = panel({ metrics: ['cost.ours'] })
    const block = { series: [series('cost.ours', ['1'], '1'), series('unpriced_calls', [3], 3)] }
    expect(unpricedIn(money, block)).toBe(3)
    expect(unpricedIn(panel({ metrics: ['unpriced_calls'] }), block)).toBe(0)
    expect(panelLines(money, block)).toHaveLength(1)
  })
})

it('names every metric by a text', () => {
  expect(nameOfMetric('tokens.input')).toEqual({ kind: 'text', key: 'tokens_input' })
  expect(nameOfMetric('tokens_per_second_p5')).toEqual({ kind: 'quantile', key: 'tokens_per_second', level: '5' })
  expect(nameOfMetric('score_n:a:b')).toEqual({ kind: 'score', key: 'score_n', name: 'a:b' })
  expect(kindOfMetric('tool_error_rate', '1')).toBe('ratio')
  expect(kindOfMetric('documents_mean', '1')).toBe('real')
})

it('reads the rows of a table with what stands behind each cell', () => {
  const answer: TableAnswer = {
    project: 'p',
    by: ['model'],
    metrics: [
      { metric: 'cost.ours', unit: 'USD', q: 'has:cost', scope: null },
      { metric: 'unpriced_calls', unit: '1', q: 'has:unpriced', scope: 'spans' },
    ],
    rows: [
      { values: ['a'], points: ['4', 0], n: [null, null], q: 'model:a' },
      { values: [null], points: [null, 2], n: [null, null], q: 'model:""' },
    ],
    total: { points: ['5', 2], n: [null, null] },
    groups_left_out: 7,
  }
  const { columns, lines, unpriced, leftOut } = tableOf(answer, ['cost.ours'])
  expect([columns, unpriced, leftOut]).toEqual([[{ metric: 'cost.ours', kind: 'USD' }], 2, 7])
  expect(lines.map(({ cells, share, part }) => [cells, share, part])).toEqual([
    [[{ value: 4, q: 'model:a has:cost', scope: null }], 1, 0.8],
    [[{ value: null, q: 'model:"" has:cost', scope: null }], null, null],
  ])
})
