import { describe, expect, it } from 'vitest'
import { boardDefinition, type Panel } from '../api/panels.ts'
import { joined, requestOf, sharedRequests } from './request.ts'
import { STANDING_IDS, standingBoard } from './standing.ts'

const context = { from: '1', to: '2', step: '1h', tz: 'Asia/Tehran', q: 'service:a OR service:b' } as const
const panel = (chart: Panel['chart'], query: Panel['query']): Panel => ({ id: 'x', title: 'x', chart, width: 1, query })

describe('the request of a panel', () => {
  it('carries both filters, the zone and the step', () => {
    const asked = panel('lines', { metrics: ['duration_p50', 'duration_p95'], q: 'has:call', root: true })
    expect(requestOf(asked, { ...context, compare: 'previous' })).toEqual({
      path: '/series',
      params: {
        from: '1',
        to: '2',
        q: '(service:a OR service:b) has:call',
        root: 'true',
        metric: 'duration_p50,duration_p95',
        step: '1h',
        tz: 'Asia/Tehran',
        compare: 'previous',
      },
    })
  })
  it('asks for spans by what sorts them, of whole runs by the filter', () => {
    const asked = panel('spans', { metrics: ['duration'], root: true, q: 'has:error' })
    expect(requestOf(asked, context)).toEqual({
      path: '/spans',
      params: {
        from: '1',
        to: '2',
        q: '(service:a OR service:b) has:error root:true',
        sort: '-duration',
        limit: '10',
      },
    })
  })
  it('asks for the band behind a mean', () => {
    const asked = { ...panel('lines', { metrics: ['score:a'] }), band: true }
    expect(requestOf(asked, context).params.metric).toBe('score:a,score_p25:a,score_p75:a')
  })
  it('asks how much a sum of money lacks', () => {
    expect(requestOf(panel('table', { metrics: ['cost.ours'], by: ['model'] }), context).params.metric).toBe(
      'cost.ours,unpriced_calls',
    )
  })
  it('quotes a key that holds a comma', () => {
    expect(requestOf(panel('ranking', { metrics: ['calls'], by: ['attribute:a,b', 'model'] }), context).params.by).toBe(
      '"attribute:a,b",model',
    )
  })
  it('passes on what cannot be read, for the server to say so', () => {
    expect(joined('modle:x', 'has:call')).toBe('(modle:x) (has:call)')
    expect(joined(undefined, '')).toBe('')
  })
})

describe('questions that differ by their metrics alone', () => {
  const asked = (chart: Panel['chart'], query: Panel['query']) => requestOf(panel(chart, query), context)

  it('are one, and say whose they are', () => {
    const shared = sharedRequests([
      asked('number', { metrics: ['traces'] }),
      asked('lines', { metrics: ['duration_p50'], root: true }),
      asked('bars', { metrics: ['errors', 'traces'] }),
      asked('table', { metrics: ['traces'], by: ['model'] }),
      asked('table', { metrics: ['errors'], by: ['model'] }),
    ])
    expect(shared.map(({ request, of }) => [request.path, request.params.metric, of])).toEqual([
      ['/series', 'traces,errors', [0, 2]],
      ['/series', 'duration_p50', [1]],
      ['/table', 'traces', [3]],
      ['/table', 'errors', [4]],
    ])
  })

  it('stay within what the server takes, and none is lost', () => {
    const many = Array.from({ length: 40 }, (_, at) => asked('number', { metrics: [`score:${at}`] }))
    const shared = sharedRequests(many)
    expect(shared.flatMap(({ of }) => of).sort((a, b) => a - b)).toEqual(many.map((_, at) => at))
    expect(Math.max(...shared.map(({ request }) => request.params.metric?.split(',').length ?? 0))).toBeLessThan(50)
  })
})

it.each(STANDING_IDS)('the board %s is a board like any other, and tells its panels apart', (id) => {
  const definition = standingBoard(id, ['faithful', 'user_feedback', 'a, b'])
  expect(boardDefinition.safeParse(definition).error).toBeUndefined()
  expect(definition.panels.length).toBeGreaterThan(5)
  expect(new Set(definition.panels.map((each) => each.id)).size).toBe(definition.panels.length)
})
