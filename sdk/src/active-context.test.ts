import { afterEach, beforeEach, expect, it } from 'vitest'
import { context } from './context.ts'
import { observe } from './observe.ts'
import { init, shutdown } from './runtime.ts'
import { type RecordedSpans, recordSpans } from './testing/recorded-spans.ts'

let spans: RecordedSpans

beforeEach(() => {
  spans = recordSpans({ contexts: false })
  init()
})
afterEach(async () => {
  spans.remove()
  await shutdown()
})

const work = () => {
  const inner = observe('inner', async () => 1)
  return observe('outer', async () => {
    await Promise.resolve()
    return await inner()
  })
}

it('carries parents and context values where the application has no context manager', async () => {
  await context({ session: 's' }, work())
  expect(spans.named('inner').parentSpanContext?.spanId).toBe(spans.named('outer').spanContext().spanId)
  expect(spans.named('inner').attributes['session.id']).toBe('s')
})

it('uses the one that the application sets up later', async () => {
  spans.remove()
  spans = recordSpans()
  await context({ session: 's' }, work())
  expect(spans.named('inner').parentSpanContext?.spanId).toBe(spans.named('outer').spanContext().spanId)
})
