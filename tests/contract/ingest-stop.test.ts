import { EventEmitter, once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { boundStore } from '../../collector/src/store/test-bound-store.ts'
import { drainAgain, type IngestHome, openIngestHome } from '../support/ingest-home.ts'
import { otlpBody } from '../support/otlp.ts'

/** The ingest loop, when its process is told to end while a batch is being stored. */
let home: IngestHome | undefined
afterEach(async () => {
  await home?.close()
  home = undefined
})

const BOOKS =
  'select sum(received) as received, sum(stored) as stored, sum(rejected) as rejected from ingest_books final'

it('finishes what it holds and leaves the rest to others when it hands over', async () => {
  const { send, ingest, store, queue, storing, answer } = await openSlow()
  await send(otlpBody([{ name: 'held' }]))
  ingest.start()
  await storing
  // While one batch is stored the next one is taken; what comes after both is for somebody else.
  const attempts = vi.spyOn(queue, 'beginAttempt')
  await send(otlpBody([{ name: 'held' }]))
  await vi.waitFor(() => expect(attempts).toHaveBeenCalled())
  for (const name of ['left', 'left']) await send(otlpBody([{ name }]))
  const stopped = ingest.stop({ deadlineMs: 50_000, handsOver: true })
  await answer()
  await stopped
  expect(await store.query('select name from spans final')).toEqual([{ name: 'held' }, { name: 'held' }])
  expect(queue.stats().waitingRecords).toBe(2)
  await drainAgain(home as IngestHome)
  expect(await store.query(BOOKS)).toEqual([{ received: '4', stored: '4', rejected: '0' }])
})

it('does not wait for a store that does not answer, and keeps in the queue what is not in the books', async () => {
  const { send, ingest, store, queue, storing, answer } = await openSlow()
  await send(otlpBody([{ name: 'late' }]))
  ingest.start()
  await storing
  await ingest.stop({ deadlineMs: 0 })
  expect(queue.stats().waitingRecords).toBe(1)
  await answer()
  expect(await store.query('select name from spans final')).toEqual([])
  expect(await store.query(BOOKS)).toEqual([{ received: '0', stored: '0', rejected: '0' }])
  expect(queue.stats().waitingRecords).toBe(1)
})

/** Its first insert has begun when `storing` resolves, and ends when `answer` is called, which resolves after that. */
async function openSlow(): Promise<IngestHome & { storing: Promise<void>; answer: () => Promise<void> }> {
  const steps = new EventEmitter()
  const [storing, inserted] = [once(steps, 'storing'), once(steps, 'inserted')]
  const answered = once(steps, 'answered')
  home = await openIngestHome({
    wrapStore: (inner) => ({
      ...boundStore(inner),
      insertNative: async (...args) => {
        steps.emit('storing')
        await answered
        await inner.insertNative(...args)
        steps.emit('inserted')
      },
    }),
  })
  return {
    ...home,
    storing: storing.then(() => {}),
    answer: async () => {
      steps.emit('answered')
      await inserted
      await setImmediate()
    },
  }
}
