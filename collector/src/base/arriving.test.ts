import { expect, it } from 'vitest'
import { createArriving } from './arriving.ts'

const LONG_MS = 600_000
const trace = (traceId: string) => ({ projectId: 'p', traceId, facts: { client_trace_id: '' } })
const is = (traceId: string) => (each: { readonly traceId: string }) => each.traceId === traceId

/** Whether it is settled once all that can run has run. */
async function isOpen(promise: Promise<unknown>): Promise<boolean> {
  const open = Symbol('open')
  const later = new Promise((resolve) => setImmediate(() => resolve(open)))
  return (await Promise.race([promise, later])) === open
}

it('does not wait while nothing is being stored', async () => {
  const arriving = createArriving({ maxWaitMs: LONG_MS, maxDoubtMs: LONG_MS })
  expect(await arriving.watch()(is('a'))).toBeUndefined()
  const arrival = arriving.begin()
  arrival.hold([trace('a')])
  arrival.end()
  expect(await arriving.watch()(is('a'))).toBeUndefined()
})

it('gives a trace once it is stored, also when its batch began after the look', async () => {
  const arriving = createArriving({ maxWaitMs: LONG_MS, maxDoubtMs: LONG_MS })
  const awaitTrace = arriving.watch()
  const [other, arrival] = [arriving.begin(), arriving.begin()]
  const found = awaitTrace(is('a'))
  expect(await isOpen(found)).toBe(true)
  other.hold([trace('b')])
  arrival.hold([trace('c'), trace('a')])
  expect(await isOpen(found)).toBe(true)
  arrival.end()
  expect(await found).toEqual(trace('a'))
})

it('gives a trace at once that is stored and not entered yet', async () => {
  const arriving = createArriving({ maxWaitMs: LONG_MS, maxDoubtMs: LONG_MS })
  const arrival = arriving.begin()
  arrival.hold([trace('a')])
  arrival.settle()
  expect(await arriving.watch()(is('a'))).toEqual(trace('a'))
})

it('gives a trace that was stored while somebody looked', async () => {
  const arriving = createArriving({ maxWaitMs: LONG_MS, maxDoubtMs: LONG_MS })
  const arrival = arriving.begin()
  const awaitTrace = arriving.watch()
  arrival.hold([trace('a')])
  arrival.end()
  expect(await awaitTrace(is('a'))).toEqual(trace('a'))
})

it('does not wait for what no batch holds, nor for a batch that came to nothing', async () => {
  const arriving = createArriving({ maxWaitMs: LONG_MS, maxDoubtMs: LONG_MS })
  const arrival = arriving.begin()
  arrival.hold([trace('a')])
  expect(await arriving.watch()(is('b'))).toBeUndefined()
  const failed = arriving.begin()
  const found = arriving.watch()(is('b'))
  failed.end()
  expect(await found).toBeUndefined()
})

it('gives up on a batch that takes too long', async () => {
  const arriving = createArriving({ maxWaitMs: 1, maxDoubtMs: 1 })
  const arrival = arriving.begin()
  expect(await arriving.watch()(is('a'))).toBeUndefined()
  arrival.hold([trace('a')])
  expect(await arriving.watch()(is('a'))).toBeUndefined()
})
