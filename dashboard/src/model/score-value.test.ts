import { describe, expect, it } from 'vitest'
import { readScoreValue, withScore } from './score-value.ts'

it.each([
  ['numeric', '0.5', 0.5],
  ['numeric', ' ۰٫۷۵ ', 0.75],
  ['numeric', 'good', undefined],
  ['numeric', '', undefined],
  ['numeric', '1e999', undefined],
  ['boolean', 'false', false],
  ['boolean', 'true', true],
  ['categorical', 'خوب', 'خوب'],
  ['text', '  ', undefined],
] as const)('reads a %s score from %j', (type, text, expected) => {
  expect(readScoreValue(type, text)).toBe(expected)
})

describe('withScore', () => {
  const body = {
    name: 'helpful',
    value: true,
    type: 'boolean',
    trace_id: 't',
    span_id: 's',
    source: 'annotation',
  } as const

  it('shows a score before it is written, in place of the one that it changes', () => {
    const one = withScore({ scores: [], next_cursor: null }, body)
    expect(one.scores).toMatchObject([{ name: 'helpful', value: 1, text: null, target: 'span', span_id: 's' }])
    expect(withScore(one, { ...body, value: false }).scores).toMatchObject([{ value: 0 }])
    const { span_id: _, ...onTrace } = body
    expect(withScore(one, onTrace).scores).toMatchObject([{ target: 'trace', span_id: null }, { target: 'span' }])
  })
})
