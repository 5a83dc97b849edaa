import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DeadLetterEntry } from './dead-letter.ts'
import { createEmbeddedDeadLetter, type EmbeddedDeadLetter } from './embedded-dead-letter.ts'

let folder: string
let letters: EmbeddedDeadLetter
const open = () => createEmbeddedDeadLetter({ path: folder, maxBytes: 10_000 })
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vitrine-dead-'))
  letters = open()
})
afterEach(async () => {
  await letters.close()
  rmSync(folder, { recursive: true, force: true })
})
const reopen = async () => {
  await letters.close()
  letters = open()
}

function entry(fields: Partial<DeadLetterEntry> = {}): DeadLetterEntry {
  return {
    queue: 'embedded:1',
    partition: 0,
    offset: 7,
    index: 0,
    projectId: 'default~1',
    keyId: 'k1',
    sdk: 'test/1',
    protocol: 'otlp_traces',
    contentType: 'protobuf',
    contentEncoding: 'identity',
    receivedMs: Date.UTC(2026, 0, 1),
    reason: 'bad_span_id',
    detail: 'empty',
    spans: 1,
    bytes: Buffer.from('body'),
    ...fields,
  }
}

describe('the embedded dead letter', () => {
  it('gives back what was put, also after a restart', async () => {
    const put = [entry({ index: 0 }), entry({ index: 1, bytes: Buffer.alloc(0) })]
    await letters.put(put)
    await reopen()
    const listed = letters.list({ projectId: 'default~1', limit: 10 })
    expect(listed.map((one) => ({ ...one, bytes: Buffer.from(one.bytes).toString() }))).toEqual(
      put.reverse().map((one) => ({ ...one, bytes: Buffer.from(one.bytes).toString(), replayedMs: null })),
    )
  })

  it('remembers when an entry was last sent again, also after a restart, and goes on counting it', async () => {
    await letters.put([entry({ index: 0 }), entry({ index: 1 })])
    await letters.markReplayed([entry({ index: 1 })], 5_000)
    await letters.markReplayed([entry({ index: 1 })], 4_000)
    await reopen()
    const listed = letters.list({ projectId: 'default~1', limit: 10 })
    expect(listed.map(({ index, replayedMs }) => [index, replayedMs])).toEqual([
      [1, 5_000],
      [0, null],
    ])
    expect(letters.counts().map(({ spans }) => spans)).toEqual([2])
  })

  it('counts an entry once, however often a replay brings it', async () => {
    await Promise.all([letters.put([entry()]), letters.put([entry()]), letters.put([entry({ spans: 9 })])])
    await letters.put([entry()])
    await reopen()
    await letters.put([entry()])
    expect(letters.counts()).toMatchObject([
      { projectId: 'default~1', day: '2026-01-01', reason: 'bad_span_id', spans: 1 },
    ])
    expect(letters.list({ projectId: 'default~1', limit: 10 })).toHaveLength(1)
  })

  it('counts by project, day, key, sdk, protocol and reason', async () => {
    await letters.put([
      entry({ index: 0 }),
      entry({ index: 1, spans: 2 }),
      entry({ index: 2, reason: 'expired' }),
      entry({ index: 3, projectId: 'other~1' }),
      entry({ index: 4, receivedMs: Date.UTC(2026, 0, 2) }),
    ])
    await reopen()
    expect(
      letters
        .counts()
        .map((count) => count.spans)
        .sort(),
    ).toEqual([1, 1, 1, 3])
  })

  it('lists a project alone, newest first, as many as asked', async () => {
    await letters.put([
      entry({ offset: 1, receivedMs: 1000 }),
      entry({ offset: 2, receivedMs: 3000 }),
      entry({ offset: 3, receivedMs: 2000 }),
      entry({ offset: 4, projectId: 'default~10', receivedMs: 4000 }),
    ])
    const offsets = letters.list({ projectId: 'default~1', limit: 2 }).map((one) => one.offset)
    expect(offsets).toEqual([2, 3])
  })

  it('says that it is full, and still loses nothing', async () => {
    expect(letters.isFull()).toBe(false)
    await letters.put([entry({ bytes: Buffer.alloc(9_500) })])
    await reopen()
    expect(letters.isFull()).toBe(true)
    await letters.put([entry({ index: 1 })])
    expect(letters.list({ projectId: 'default~1', limit: 10 })).toHaveLength(2)
  })
})
