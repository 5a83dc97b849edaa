/**
 * What every queue promises, whichever log lies under it. An implementation gives a home (a folder, a topic) that can
 * be opened again and again, and a module by which a child process opens the same home.
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Queue, QueueFull } from '../../collector/src/queue/queue.ts'
import { record } from './queue-record.ts'

export interface QueueHome {
  open(options?: { readonly maxBytes?: number }): Promise<Queue>
  /** Exports `openQueue(where: string): Promise<Queue>`; run in a child process. */
  readonly childModule: string
  readonly where: string
  destroy(): Promise<void>
}

const EVERYTHING = { maxSpans: 1e9, maxBytes: 1e12, waitMs: 0 }
const KILL_ROUNDS = 4

export function describeQueue(name: string, createHome: () => Promise<QueueHome>): void {
  describe(`${name} as a queue`, () => {
    let home: QueueHome
    let queue: Queue

    beforeEach(async () => {
      home = await createHome()
      queue = await home.open()
    })
    afterEach(async () => {
      await queue.close()
      await home.destroy()
    })
    const reopen = async (options?: { maxBytes?: number }) => {
      await queue.close()
      queue = await home.open(options)
    }

    it('hands out what was appended, byte for byte and in order', async () => {
      const records = Array.from({ length: 50 }, (_, index) => record({ deliveryId: `d${index}`, spanCount: index }))
      const places = await Promise.all(records.map((one) => queue.append(one)))
      const pulled = await queue.pull(EVERYTHING)
      expect(places.map((place) => place.offset)).toEqual(records.map((_, index) => index))
      expect(pulled.map(({ offset, headers }) => ({ offset, headers }))).toEqual(
        records.map(({ headers }, offset) => ({ offset, headers })),
      )
      expect(pulled.map(({ payload }) => hex(payload))).toEqual(records.map(({ payload }) => hex(payload)))
    })

    it('hands the same bytes to a process that opens it later', async () => {
      const payload = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) & 0xff))
      await queue.append(record({ payload }))
      await reopen()
      const [envelope] = await queue.pull(EVERYTHING)
      expect(Buffer.compare(envelope?.payload ?? Buffer.alloc(0), payload)).toBe(0)
    })

    it('takes a body of 20 MiB', async () => {
      const payload = Buffer.alloc(20 * 2 ** 20, 'vitrine')
      await queue.append(record({ payload }))
      await reopen()
      const [envelope] = await queue.pull(EVERYTHING)
      expect(Buffer.compare(envelope?.payload ?? Buffer.alloc(0), payload)).toBe(0)
    })

    it('goes on from the last pull', async () => {
      for (let index = 0; index < 6; index++) await queue.append(record({ deliveryId: `d${index}` }))
      expect(offsets(await queue.pull({ ...EVERYTHING, maxSpans: 4 }))).toEqual([0, 1])
      expect(offsets(await queue.pull(EVERYTHING))).toEqual([2, 3, 4, 5])
      expect(await queue.pull(EVERYTHING)).toEqual([])
    })

    it('bounds a pull by spans and by bytes, and always gives at least one', async () => {
      for (let index = 0; index < 4; index++) await queue.append(record({ spanCount: 10, inflatedBytes: 1000 }))
      expect(await queue.pull({ ...EVERYTHING, maxSpans: 1 })).toHaveLength(1)
      expect(await queue.pull({ ...EVERYTHING, maxBytes: 2500 })).toHaveLength(2)
    })

    it('begins again at the committed offset after a restart', async () => {
      for (let index = 0; index < 5; index++) await queue.append(record())
      await queue.pull(EVERYTHING)
      await queue.commit(0, 3)
      await reopen()
      expect(offsets(await queue.pull(EVERYTHING))).toEqual([3, 4])
    })

    it('never gives an offset twice, however empty it was at a restart', async () => {
      await queue.append(record())
      await queue.pull(EVERYTHING)
      await queue.commit(0, 1)
      await reopen()
      expect(await queue.append(record())).toEqual({ partition: 0, offset: 1 })
    })

    it('keeps its name over a restart', async () => {
      const before = queue.name
      await reopen()
      expect(queue.name).toBe(before)
    })

    it('takes a commit again, and an older one, without harm', async () => {
      for (let index = 0; index < 3; index++) await queue.append(record())
      await queue.pull(EVERYTHING)
      await queue.commit(0, 3)
      await queue.commit(0, 3)
      await queue.commit(0, 1)
      await reopen()
      expect(await queue.pull(EVERYTHING)).toEqual([])
      expect(queue.stats().waitingRecords).toBe(0)
    })

    it('wakes a waiting pull when a record comes', async () => {
      const waiting = queue.pull({ ...EVERYTHING, waitMs: 30_000 })
      await queue.append(record({ deliveryId: 'wake' }))
      expect((await waiting).map((envelope) => envelope.headers.deliveryId)).toEqual(['wake'])
    })

    it('ends a waiting pull on abort, on close and when its time is over', async () => {
      const abort = new AbortController()
      const aborted = queue.pull({ ...EVERYTHING, waitMs: 30_000, signal: abort.signal })
      abort.abort()
      expect(await aborted).toEqual([])
      expect(await queue.pull({ ...EVERYTHING, waitMs: 1 })).toEqual([])
      const closed = queue.pull({ ...EVERYTHING, waitMs: 30_000 })
      await reopen()
      expect(await closed).toEqual([])
    })

    it('says how much waits, also after a restart', async () => {
      await queue.append(record({ projectId: 'a~1', spanCount: 3, receivedMs: 1000 }))
      await queue.append(record({ projectId: 'b~1', spanCount: 4, receivedMs: 2000 }))
      await queue.append(record({ projectId: 'a~1', spanCount: 5, receivedMs: 3000 }))
      for (const when of ['before', 'after'] as const) {
        if (when === 'after') await reopen()
        expect(queue.stats()).toMatchObject({ waitingRecords: 3, waitingSpans: 12, oldestReceivedMs: 1000 })
        expect(queue.stats().waitingBytes).toBeGreaterThanOrEqual(3 * record().payload.length)
        expect(Object.fromEntries(queue.waitingByProject())).toEqual({ 'a~1': 8, 'b~1': 4 })
      }
      await queue.pull(EVERYTHING)
      await queue.commit(0, 2)
      expect(queue.stats()).toMatchObject({ waitingRecords: 1, waitingSpans: 5, oldestReceivedMs: 3000 })
      expect(Object.fromEntries(queue.waitingByProject())).toEqual({ 'a~1': 5 })
      await queue.commit(0, 3)
      const empty = { waitingRecords: 0, waitingSpans: 0, waitingBytes: 0, oldestReceivedMs: null }
      expect(queue.stats()).toMatchObject(empty)
    })

    it('counts what it was given, and never less after commits and restarts', async () => {
      const day1 = Date.UTC(2026, 0, 1, 23, 59)
      const day2 = Date.UTC(2026, 0, 2, 0, 1)
      await queue.append(record({ projectId: 'a~1', spanCount: 3, receivedMs: day1 }))
      await queue.append(record({ projectId: 'a~1', spanCount: 4, receivedMs: day1 }))
      await queue.append(record({ projectId: 'a~1', spanCount: 4, receivedMs: day2 }))
      await queue.append(record({ projectId: 'a~1', spanCount: 6, receivedMs: day2, sdk: 'other/2' }))
      await queue.pull(EVERYTHING)
      await queue.commit(0, 4)
      await reopen()
      await queue.append(record({ projectId: 'a~1', spanCount: 1, receivedMs: day2 }))
      const cell = { projectId: 'a~1', keyId: 'k1', sdk: 'test/1', protocol: 'otlp_traces' }
      expect([...queue.receivedCounts()].sort((a, b) => a.spans - b.spans)).toEqual([
        { ...cell, day: '2026-01-02', spans: 5 },
        { ...cell, day: '2026-01-02', sdk: 'other/2', spans: 6 },
        { ...cell, day: '2026-01-01', spans: 7 },
      ])
    })

    it('refuses what does not fit, with a time to come back, and takes it when there is room', async () => {
      await reopen({ maxBytes: 100_000 })
      const body = record({ payload: Buffer.alloc(40_000) })
      await queue.append(body)
      await queue.append(body)
      const refused = await queue.append(body).catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(QueueFull)
      expect(refused).toMatchObject({ retryAfterMs: expect.any(Number) })
      expect(queue.stats().waitingRecords).toBe(2)
      await queue.pull(EVERYTHING)
      await queue.commit(0, 1)
      expect(await queue.append(body)).toEqual({ partition: 0, offset: 2 })
    })

    it('holds its bound against appends that come at once', async () => {
      await reopen({ maxBytes: 100_000 })
      const body = record({ payload: Buffer.alloc(9_000) })
      const outcomes = await Promise.allSettled(Array.from({ length: 40 }, () => queue.append(body)))
      const taken = outcomes.filter((outcome) => outcome.status === 'fulfilled')
      expect(taken.length).toBeGreaterThan(5)
      expect(taken.length).toBeLessThanOrEqual(11)
      expect(queue.stats().waitingRecords).toBe(taken.length)
    })

    it('refuses to work once it is closed', async () => {
      await queue.close()
      await expect(queue.append(record())).rejects.toMatchObject({ code: 'queue_closed', retryable: true })
      queue = await home.open()
    })

    it('counts no attempt that ended with an orderly close', async () => {
      for (let index = 0; index < 4; index++) await queue.append(record())
      expect(await queue.beginAttempt(0, 0, 2)).toBe(0)
      expect(await queue.beginAttempt(0, 0, 2)).toBe(0)
      await reopen()
      expect(await queue.beginAttempt(0, 0, 2)).toBe(0)
    })

    it('counts the deaths of a range, and of a part of it alone', async () => {
      for (let index = 0; index < 3; index++) await queue.append(record())
      await queue.close()
      for (let deaths = 0; deaths < 3; deaths++) await childThatDies(home, ['attempt', '0', '3'])
      await childThatDies(home, ['attempt', '1', '2'])
      queue = await home.open()
      expect(await queue.beginAttempt(0, 0, 2)).toBe(3)
      expect(await queue.beginAttempt(0, 0, 1)).toBe(0)
      expect(await queue.beginAttempt(0, 1, 2)).toBe(1)
      await queue.pull(EVERYTHING)
      await queue.commit(0, 3)
      await queue.append(record())
      expect(await queue.beginAttempt(0, 3, 5)).toBe(0)
    })

    it(`holds every acknowledged record once after SIGKILL, ${KILL_ROUNDS} times`, async () => {
      await queue.close()
      const acked: { offset: number; id: string }[] = []
      for (let round = 0; round < KILL_ROUNDS; round++) {
        acked.push(...(await childThatDies(home, ['append', `r${round}`, String(30 + round * 97)])).map(parseAck))
      }
      queue = await home.open()
      const found = await pullAll(queue)
      const byOffset = new Map(found.map((envelope) => [envelope.offset, envelope]))
      expect(byOffset.size).toBe(found.length)
      expect(new Set(found.map((envelope) => envelope.headers.deliveryId)).size).toBe(found.length)
      for (const { offset, id } of acked) {
        const envelope = byOffset.get(offset)
        expect(envelope?.headers.deliveryId).toBe(id)
        expect(Buffer.from(envelope?.payload ?? []).toString()).toBe(id.repeat(1000))
      }
      expect(acked.length).toBeGreaterThanOrEqual(KILL_ROUNDS * 30)
      const received = queue.receivedCounts().reduce((sum, count) => sum + count.spans, 0)
      expect(received).toBe(found.reduce((sum, envelope) => sum + envelope.headers.spanCount, 0))
    })
  })
}

async function pullAll(queue: Queue) {
  const all = []
  for (;;) {
    const some = await queue.pull({ ...EVERYTHING, maxSpans: 500 })
    if (some.length === 0) return all
    all.push(...some)
  }
}

function offsets(envelopes: readonly { readonly offset: number }[]): number[] {
  return envelopes.map((envelope) => envelope.offset)
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

function parseAck(line: string): { offset: number; id: string } {
  const [offset = '', id = ''] = line.split(' ')
  return { offset: Number(offset), id }
}

/** Runs queue-child.ts until it has printed what the job asks for, and kills it without warning. */
async function childThatDies(home: QueueHome, job: readonly string[]): Promise<string[]> {
  const script = fileURLToPath(new URL('queue-child.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script, home.childModule, home.where, ...job], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))
  const lines: string[] = []
  const wanted = job[0] === 'append' ? Number(job[2]) : 1
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (lines.length === wanted) child.kill('SIGKILL')
  }
  expect(await exited).toBe('SIGKILL')
  return lines
}
