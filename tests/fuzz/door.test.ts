import { connect } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, it } from 'vitest'
import { transcodeTraces } from '../../collector/src/decode/json-traces.ts'
import { type Door, openDoor } from '../support/door.ts'
import { llmSpan, otlpBody } from '../support/otlp.ts'
import { nextAttack, type Seed, seededRandom } from './mutate.ts'

/** Every status that the door's documentation names. 500 is none of them. */
const DOCUMENTED = new Set([200, 400, 401, 403, 405, 413, 415, 429, 503])
const BODIES = 10_000
const LANES = 8
/** What may be held on to when all is over: caches of the runtime, and bodies that the queue keeps for a consumer. */
const GROWTH_MAX_BYTES = 30 * 2 ** 20
/** Memory of the whole process while the bodies come, bombs of 200 MiB among them. */
const PEAK_MAX_BYTES = 900 * 2 ** 20
const SEED = Number(process.env.VITRINE_FUZZ_SEED ?? 20_260_101)

const json = otlpBody([
  llmSpan({ name: 'chat' }),
  { name: 'tool', attributes: { ok: true, n: 3, text: 'سلام \\u00e9' } },
])
const logs = JSON.stringify({
  resourceLogs: [{ scopeLogs: [{ logRecords: [{ traceId: `${'0'.repeat(31)}1`, body: { stringValue: 'x' } }] }] }],
})
const seeds: readonly Seed[] = [
  { body: Buffer.from(json), contentType: 'application/json' },
  { body: Buffer.from(logs), contentType: 'application/json' },
  { body: Buffer.from(transcodeTraces(Buffer.from(json)).bytes), contentType: 'application/x-protobuf' },
  { body: Buffer.from(transcodeTraces(Buffer.from(json)).bytes), contentType: 'application/x-protobuf' },
]

let door: Door
afterEach(() => door.close())

describe('the door', () => {
  it(`answers ${BODIES} broken bodies as documented, and keeps nothing of them (seed ${SEED})`, async () => {
    door = await openDoor()
    const random = seededRandom(SEED)
    const statuses = new Map<number, number>()
    let sent = 0
    let queuedBytes = 0
    let peakBytes = 0
    const lane = async () => {
      while (sent < BODIES) {
        sent++
        const { body, ...options } = nextAttack(random, seeds)
        const answer = await door.post(body, options)
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
        peakBytes = Math.max(peakBytes, process.memoryUsage.rss())
        if (!DOCUMENTED.has(answer.status)) {
          throw new Error(`body ${sent} got ${answer.status}: ${answer.body}; sent ${body.subarray(0, 200)}`)
        }
        if (sent % 500 === 0) queuedBytes += await drain()
      }
    }
    const drain = async () => {
      const envelopes = await door.queue.pull({ maxSpans: 1e6, maxBytes: 1e9, waitMs: 0 })
      const last = envelopes.at(-1)
      if (last !== undefined) await door.queue.commit(0, last.offset + 1)
      return envelopes.reduce((sum, envelope) => sum + envelope.payload.length, 0)
    }

    await door.post(json)
    const before = await keptBytes()
    await Promise.all(Array.from({ length: LANES }, lane))
    await drain()
    const growth = (await keptBytes()) - before
    if (process.env.VITRINE_FUZZ_SHOW) console.log({ statuses, growth, peakBytes })

    expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 401, 403, 413, 415]))
    expect(queuedBytes).toBeGreaterThan(0)
    expect(door.inFlightBytes()).toBe(0)
    expect(door.logged).toEqual([])
    expect(growth).toBeLessThan(GROWTH_MAX_BYTES)
    expect(peakBytes).toBeLessThan(PEAK_MAX_BYTES)
    expect(await door.post(json)).toMatchObject({ status: 200 })
  })

  it.each([
    ['announces more than it sends', 'content-length: 100000', '{"resourceSpans":[]}'],
    ['announces less than it sends', 'content-length: 5', '{"resourceSpans":[]}'],
    ['announces what is no number', 'content-length: many', '{}'],
    ['announces two lengths', 'content-length: 2\r\ncontent-length: 20', '{}'],
    ['announces a length and chunks', 'content-length: 2\r\ntransfer-encoding: chunked', '2\r\n{}\r\n0\r\n\r\n'],
    ['sends chunks that lie', 'transfer-encoding: chunked', 'ffff\r\n{}\r\n0\r\n\r\n'],
    ['sends chunks without a size', 'transfer-encoding: chunked', 'zz\r\n{}\r\n'],
    ['announces terabytes', 'content-length: 9999999999999', '{}'],
    ['announces a size beyond numbers', 'content-length: 99999999999999999999999', '{}'],
  ])('outlives a client that %s', async (_, header, body) => {
    door = await openDoor()
    const head = `POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n${header}\r\n\r\n`
    const statuses = await rawStatuses(door.port, head + body)
    for (const status of statuses) expect([...DOCUMENTED]).toContain(status)
    expect(door.inFlightBytes()).toBe(0)
    expect(await door.post(json)).toMatchObject({ status: 200 })
  })
})

/** Heap and buffers after everything unreachable is gone, so that the figure is what is kept. */
async function keptBytes(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc')
  let least = Number.POSITIVE_INFINITY
  // Native buffers are freed some turns after their owners.
  for (let turn = 0; turn < 20; turn++) {
    gc()
    await new Promise((resolve) => setImmediate(resolve))
    const { heapUsed, external } = process.memoryUsage()
    least = Math.min(least, heapUsed + external)
  }
  return least
}

/** Sends bytes as they are, ends the sending side, and reads the statuses of what is answered. */
function rawStatuses(port: number, text: string): Promise<number[]> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.on('data', (chunk) => {
      answer += String(chunk)
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve([...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map((match) => Number(match[1]))))
    socket.end(text)
  })
}
