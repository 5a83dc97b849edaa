import { describe, expect, test } from 'vitest'
import { type Body, readBodies } from '../../support/dialects/captures.ts'
import { bodyOf, type SpanFacts } from '../../support/dialects/span-of.ts'

const REAL = '2d11b55e75752759'
const pending: SpanFacts = {
  spanId: 'f7947b5f4171dd87',
  parentSpanId: REAL,
  name: 'answer {question}',
  scope: 'logfire',
  durationMs: 0,
  attributes: {
    'logfire.span_type': 'pending_span',
    'logfire.pending_parent_id': '00000000000000aa',
    'logfire.msg': 'answer Paris?',
    'session.id': 's-1',
  },
}
const final: SpanFacts = {
  spanId: REAL,
  parentSpanId: '00000000000000aa',
  name: 'answer {question}',
  scope: 'logfire',
  durationMs: 900,
  attributes: { 'logfire.span_type': 'span', 'logfire.msg': 'answer Paris?', 'user.id': 'u-1' },
}
const json = (facts: SpanFacts): Body => ({ bytes: bodyOf([facts]), type: 'json' })

describe('a span that Logfire announces', () => {
  test.each([
    ['before it', [pending, final]],
    ['after it', [final, pending]],
    ['twice', [pending, pending, final]],
  ])('%s is one span', (_, deliveries) => {
    const spans = readBodies({ traces: deliveries.map(json), logs: [] })
    expect(spans.map(({ row }) => [row.spanId, row.parentSpanId, row.isRunning, row.sessionId, row.userId])).toEqual([
      [REAL, '00000000000000aa', false, 's-1', 'u-1'],
    ])
  })

  test('runs until it ends', () => {
    const [span, ...others] = readBodies({ traces: [json(pending)], logs: [] })
    expect(others).toEqual([])
    expect(span?.row).toMatchObject({ spanId: REAL, parentSpanId: '00000000000000aa', isRunning: true, kind: 'other' })
    expect(span?.row.name).toBe('answer Paris?')
    expect([...(span?.row.attributes.keys() ?? [])]).toEqual(['logfire.msg', 'session.id'])
  })

  test('has no parent where the announcement says zeros', () => {
    const attributes = { ...pending.attributes, 'logfire.pending_parent_id': '0000000000000000' }
    const [span] = readBodies({ traces: [json({ ...pending, attributes })], logs: [] })
    expect(span?.row.parentSpanId).toBe('')
  })
})
