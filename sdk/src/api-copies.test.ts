import { afterEach, expect, it } from 'vitest'
import { foreignApiVersion } from './api-copies.ts'
import { observe } from './observe.ts'
import { init, shutdown, status } from './runtime.ts'
import { recordSpans } from './testing/recorded-spans.ts'

const KEY = Symbol.for('opentelemetry.js.api.1')
const holder = globalThis as Record<symbol, unknown>
const before = holder[KEY]

afterEach(async () => {
  holder[KEY] = before
  await shutdown(100)
})

it('says once that the application’s OpenTelemetry is of a copy that we cannot see', () => {
  holder[KEY] = { version: '1.0.99-other', trace: { getTracer: () => undefined } }
  const said: string[] = []
  init({ url: 'http://127.0.0.1:9', log: { debug: () => undefined, warn: (message) => said.push(message) } })
  const work = observe('work', () => 1)
  expect([work(), work()]).toEqual([1, 1])
  expect(said).toEqual([expect.stringContaining('1.0.99-other')])
  expect(status().mode).toBe('own')
})

it('has nothing to say about a provider that it sees', () => {
  const spans = recordSpans()
  expect(foreignApiVersion()).toBeUndefined()
  spans.remove()
})
