import { expect, it } from 'vitest'
import type { Clock } from '../base/clock.ts'
import type { Envelope, PullOptions } from '../queue/queue.ts'
import { createGatherer } from './gather.ts'

const HEADERS: Envelope['headers'] = {
  projectId: 'p',
  protocol: 'otlp_traces',
  contentType: 'json',
  contentEncoding: 'identity',
  spanCount: 1,
  deliveryId: 'd',
  receivedMs: 0,
  keyId: 'k',
  sdk: 'test',
  inflatedBytes: 1,
}

function envelope(offset: number): Envelope {
  return { headers: HEADERS, payload: Buffer.of(0), partition: 0, offset }
}

it('waits for more at most a quarter of a second, also when the clock of the machine goes back', async () => {
  let wallMs = 10 * 86_400_000
  let passedMs = 0
  const clock: Clock = { nowMs: () => wallMs, passedMs: () => passedMs, nowNs: () => BigInt(wallMs) * 1_000_000n }
  const asked: number[] = []
  const answers = [[envelope(0)], [], [envelope(1)], []]
  const pull = ({ waitMs }: PullOptions) => {
    asked.push(waitMs)
    return Promise.resolve(answers.shift() ?? [])
  }
  const gatherer = createGatherer({ pull }, clock)
  const { signal } = new AbortController()
  expect((await gatherer.next(signal)).envelopes).toHaveLength(1)
  wallMs -= 86_400_000
  passedMs += 100
  expect((await gatherer.next(signal)).envelopes).toHaveLength(1)
  // The first batch is taken at once, the second collects what comes until 250 ms have passed since.
  expect(asked).toEqual([1000, 0, 1000, 150])
})

it('takes a record once into a batch, although its partition was lost and came back meanwhile', async () => {
  const clock: Clock = { nowMs: () => 0, passedMs: () => 0, nowNs: () => 0n }
  const answers = [[envelope(0), envelope(1)], [envelope(0), envelope(1), envelope(2)], []]
  const gatherer = createGatherer({ pull: () => Promise.resolve(answers.shift() ?? []) }, clock)
  const { envelopes: batch } = await gatherer.next(new AbortController().signal)
  expect(batch.map(({ offset }) => offset)).toEqual([0, 1, 2])
})
