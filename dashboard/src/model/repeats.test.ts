import type { Message } from '@vitrine/schemas/api'
import { describe, expect, it } from 'vitest'
import { callBefore, foldable } from './repeats.ts'
import { testSpan } from './test-span.ts'

function span(spanId: string, startNs: number, parentSpanId: string, kind = 'llm') {
  return testSpan({ spanId, startNs, parentSpanId, kind, isCall: kind === 'llm' })
}

const SPANS = [
  span('a1', 10, 'a'),
  span('b1', 20, 'b'),
  span('tool', 25, 'a', 'tool'),
  span('a2', 30, 'a'),
  span('b2', 40, 'b'),
]

describe('the call before', () => {
  it.each([
    ['a1', undefined],
    ['b1', 'a1'],
    ['a2', 'a1'],
    ['b2', 'b1'],
    ['tool', undefined],
  ])('%s follows %s', (of, before) => {
    expect(callBefore(SPANS, SPANS.find((one) => one.spanId === of) ?? span('', 0, ''))).toBe(before)
  })
})

const text = (role: string): Message => ({ role, parts: [{ type: 'text', text: role }] })
const call: Message = { role: 'assistant', parts: [{ type: 'tool_call', id: '1', name: 'look' }] }
const result: Message = { role: 'tool', parts: [{ type: 'tool_result', id: '1', result: 'seen' }] }

describe('what is folded', () => {
  it.each<[string, readonly Message[], number, number]>([
    ['what was said before', [text('system'), text('user'), text('assistant'), text('user')], 3, 3],
    ['not a call whose result is new', [text('system'), text('user'), text('user'), call, result], 4, 3],
    ['a call whose result is known', [text('system'), text('user'), call, result, text('user')], 4, 4],
    ['not so few', [text('system'), text('user'), text('user')], 2, 0],
  ])('%s', (_case, messages, repeated, folded) => {
    expect(foldable(messages, repeated)).toBe(folded)
  })
})
