import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { context } from './context.ts'
import { observe } from './observe.ts'
import { flush, init, shutdown } from './runtime.ts'
import { startCollector } from './testing/collector.ts'
import { type RecordedSpans, recordSpans } from './testing/recorded-spans.ts'
import { wrap } from './wrap.ts'

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

it('stays out of an application that only has its client wrapped', async () => {
  spans.remove()
  const run = vi.spyOn(AsyncLocalStorage.prototype, 'run')
  const collector = await startCollector()
  init({ url: collector.url })
  const client = wrap({ baseURL: 'https://api.openai.com', chat: { completions: { create: async () => ({}) } } })
  await client.chat.completions.create()
  await flush()
  expect(collector.texts()).toHaveLength(1)
  // One that was used once makes every promise of the process slower.
  expect(run).not.toHaveBeenCalled()
  run.mockRestore()
  await collector.close()
})
