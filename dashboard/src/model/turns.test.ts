import type { SpanDetail, TraceRow } from '@vitrine/schemas/api'
import { describe, expect, it } from 'vitest'
import { exchangeOf, turnsOf } from './turns.ts'

const span = (part: Partial<SpanDetail>) =>
  ({ messages: [], input: null, output: null, ...part }) as unknown as SpanDetail
const text = (role: string, words: string, isOutput = false) => ({
  role,
  isOutput,
  parts: [{ type: 'text' as const, text: words }],
})

describe('a turn', () => {
  it('says how long nothing had happened before it', () => {
    const trace = (start: string, end: string | null) => ({ trace_id: start, start, end }) as TraceRow
    expect(turnsOf([trace('10', '40'), trace('100', null), trace('90', '95')]).map((turn) => turn.idleNs)).toEqual([
      0, 60, 0,
    ])
  })

  it('is the last question and its answer, not the history that was sent along', () => {
    const messages = [
      text('user', 'hello'),
      text('assistant', 'hi'),
      text('user', 'my order?'),
      text('assistant', 'sent', true),
    ]
    expect(exchangeOf(span({ messages }))).toEqual({ asked: 'my order?', answered: 'sent' })
  })

  it('falls back to plain texts, also wrapped ones, and stays unknown where nobody said', () => {
    expect(exchangeOf(span({ input: { question: 'why?' }, output: 'because' }))).toEqual({
      asked: 'why?',
      answered: 'because',
    })
    expect(exchangeOf(span({ input: { a: 'x', b: 'y' } }))).toEqual({ asked: null, answered: null })
  })
})
