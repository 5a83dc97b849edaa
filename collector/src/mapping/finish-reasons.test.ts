import { describe, expect, test } from 'vitest'
import { finishReasonIn, finishReasonNamed } from './finish-reasons.ts'

describe('why a model stopped', () => {
  test.each([
    ['tool_calls', 'tool_call'],
    ['tool-calls', 'tool_call'],
    ['toolUse', 'tool_call'],
    ['function_calls', 'tool_call'],
    ['FinishReason.TOOL_CALLS', 'tool_call'],
    ['endTurn', 'stop'],
    ['STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['SAFETY', 'content_filter'],
    ['error', 'error'],
    ['something_new', 'something_new'],
  ])('%s is %s', (sent, name) => {
    expect(finishReasonNamed(sent)).toBe(name)
  })

  test.each([
    ['{"choices": [{"finish_reason": "tool_calls", "message": {}}]}', 'tool_call'],
    ['{"content":[],"stop_reason":"end_turn"}', 'stop'],
    ['{"candidates":[{"finishReason":"MAX_TOKENS"}]}', 'length'],
    ['{"id":"r","object":"response","status":"completed","output":[]}', 'stop'],
    ['{"id":"r","object":"response","status":"completed","output":[{"type":"function_call"}]}', 'tool_call'],
    ['{"id":"r","object":"response","status":"incomplete"}', 'length'],
    ['{"status":"completed"}', ''],
    ['{"finish_reason": null}', ''],
  ])('%s says it inside', (answer, reason) => {
    expect(finishReasonIn(Buffer.from(answer))).toBe(reason)
  })

  test('is found at the end and at the start of a long answer', () => {
    const long = 'x'.repeat(100_000)
    expect(finishReasonIn(Buffer.from(`{"text":"${long}","finish_reason":"length"}`))).toBe('length')
    expect(finishReasonIn(Buffer.from(`{"finish_reason":"length","text":"${long}"}`))).toBe('length')
  })
})
