import type { Panel, Series, TableAnswer } from '@vitrine/schemas/api'
import { describe, expect, it } from 'vitest'
import { kindOfMetric, nameOfMetric } from './metric-kind.ts'
import { panelLines, unpricedIn } from './panel-lines.ts'
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
    total: { points: ['4', 2], n: [null, null] },
    groups_left_out: 7,
  }
  const { columns, lines, unpriced, leftOut } = tableOf(answer, ['cost.ours'])
  expect([columns, unpriced, leftOut]).toEqual([[{ metric: 'cost.ours', kind: 'USD' }], 2, 7])
  expect(lines.map(({ cells, share }) => [cells, share])).toEqual([
    [[{ value: 4, q: 'model:a has:cost', scope: null }], 1],
    [[{ value: null, q: 'model:"" has:cost', scope: null }], null],
  ])
})
