import { afterAll, beforeAll, expect, it } from 'vitest'
import { createArriving } from '../base/arriving.ts'
import { findOrAwaitTrace } from './find-trace.ts'
import { grantScope } from './project-scope.ts'
import { openTestStore, PROJECT, spanRow, type TestStore, traceIdOf, traceRow } from './test-store.ts'

let test: TestStore
const scope = grantScope(PROJECT)
beforeAll(async () => {
  test = await openTestStore()
  await test.store.insertRows('traces', [traceRow(1, { client_trace_id: 'entered' })])
  await test.store.insertRows('spans', [spanRow(2, 1, { client_trace_id: 'in spans' })])
}, 60_000)
afterAll(() => test.close())

const LONG_MS = 600_000

/** While a batch holds this trace, and its rows are not written. */
function arrivingWith(traceId: string, clientId = '') {
  const arriving = createArriving({ maxWaitMs: LONG_MS, maxDoubtMs: LONG_MS })
  const arrival = arriving.begin()
  arrival.hold([{ projectId: PROJECT, traceId, facts: { client_trace_id: clientId } }])
  return { arriving, arrival }
}

it.each([
  ['by our id', traceIdOf(1)],
  ['by its client id', 'entered'],
])('does not wait for more of a trace that is entered, asked for %s', async (_how, id) => {
  const { arriving } = arrivingWith(traceIdOf(1), 'entered')
  expect(await findOrAwaitTrace(test.store, scope, id, { arriving })).toMatchObject({ traceId: traceIdOf(1) })
})

it('finds a trace that is in its spans alone while another one is being stored', async () => {
  const { arriving } = arrivingWith(traceIdOf(9))
  expect(await findOrAwaitTrace(test.store, scope, traceIdOf(2), { arriving })).toMatchObject({ traceId: traceIdOf(2) })
})

it('waits for a trace by the id that its client used', async () => {
  const { arriving, arrival } = arrivingWith(traceIdOf(9), 'coming')
  const finding = findOrAwaitTrace(test.store, scope, 'coming', { arriving })
  const later = new Promise((resolve) => setImmediate(() => resolve('open')))
  expect(await Promise.race([finding, later])).toBe('open')
  arrival.settle()
  expect(await finding).toMatchObject({ traceId: traceIdOf(9) })
})
