import { describe, expect, it } from 'vitest'
import { createBacklog, knownOf } from './backlog.ts'
import type { RawRecord, Reader } from './reader.ts'
import type { Sender } from './sender.ts'
import { openState } from './state.ts'

/** A topic in memory whose answers come when the test says so. */
function topic() {
  const records: RawRecord[] = []
  const held: (() => void)[] = []
  let holds = false
  let tellBegun = () => {}
  const reader: Pick<Reader, 'read'> = {
    read: async (_topic, _partition, offset) => {
      const seen = records.slice(offset)
      tellBegun()
      if (holds) await new Promise<void>((resolve) => held.push(resolve))
      return { records: seen, nextOffset: offset + seen.length, head: offset + seen.length }
    },
  }
  const sender: Pick<Sender, 'send'> = {
    send: ({ key = '', value }) => {
      const offset = records.length
      records.push({ offset, timestampMs: 0, key: Buffer.from(key), value, headers: {} })
      return Promise.resolve({ partition: 0, offset })
    },
  }
  return {
    reader: reader as Reader,
    sender: sender as Sender,
    /** Resolves when the next read has begun, which sees what is there now and answers later. */
    hold: () => {
      holds = true
      return new Promise<void>((resolve) => {
        tellBegun = resolve
      })
    },
    release: () => {
      holds = false
      for (const answer of held.splice(0)) answer()
    },
  }
}

async function opened() {
  const log = topic()
  const backlog = createBacklog()
  const state = await openState({ topic: 's', reader: log.reader, sender: log.sender, backlog })
  const learn = (offset: number) => {
    const headers = {
      projectId: 'a~1',
      protocol: 'otlp_traces',
      contentType: 'json',
      contentEncoding: 'identity',
    } as const
    const rest = { spanCount: 2, deliveryId: 'd', receivedMs: 0, keyId: 'k', sdk: 's', inflatedBytes: 1 }
    backlog.learn(0, offset, knownOf({ ...headers, ...rest }, 10, 0))
  }
  const received = () => state.received().reduce((sum, { spans }) => sum + spans, 0)
  return { log, state, learn, received }
}

describe('what the queue remembers on Kafka', () => {
  it('is not undone by a read that began before it was written', async () => {
    const { log, state, learn, received } = await opened()
    for (let offset = 0; offset < 6; offset++) learn(offset)
    await state.commit(0, 2)
    const begun = log.hold()
    const late = state.refresh()
    await begun
    await state.commit(0, 4)
    log.release()
    await late
    expect([state.committed(0), received()]).toEqual([4, 8])
    await state.commit(0, 6)
    expect([state.committed(0), received()]).toEqual([6, 12])
    const again = await openState({ topic: 's', reader: log.reader, sender: log.sender, backlog: createBacklog() })
    expect(again.received().map(({ spans }) => spans)).toEqual([12])
  })

  it('counts every record once when commits of one partition meet', async () => {
    const { state, learn, received } = await opened()
    for (let offset = 0; offset < 6; offset++) learn(offset)
    await Promise.all([state.commit(0, 6), state.commit(0, 3)])
    expect([state.committed(0), received()]).toEqual([6, 12])
    learn(6)
    await state.commit(0, 7)
    expect([state.committed(0), received()]).toEqual([7, 14])
  })

  it('begins where a topic that was made anew begins, for whoever opens it later as well', async () => {
    const { log, state, learn } = await opened()
    for (let offset = 0; offset < 6; offset++) learn(offset)
    await state.commit(0, 6)
    await state.beginAnew([0], 1)
    const backlog = createBacklog()
    const later = await openState({ topic: 's', reader: log.reader, sender: log.sender, backlog })
    expect([later.committed(0), backlog.lane(0).committed, later.incarnation]).toEqual([0, 0, 1])
    expect(later.received().map(({ spans }) => spans)).toEqual([12])
  })

  it('counts what waited in a topic that is gone once it was made anew, as the process knew that saw the most', async () => {
    const { log, state } = await opened()
    const another = await openState({ topic: 's', reader: log.reader, sender: log.sender, backlog: createBacklog() })
    const gone = (by: typeof state, records: number, head: number) =>
      by.noteGone({ topic: 't', incarnation: 0, records, heads: [{ partition: 0, head }] }, log.sender.send)
    await gone(state, 5, 11)
    await gone(another, 4, 10)
    await state.refresh()
    expect([state.goneHead(0), state.goneHead(1), state.goneRecords()]).toEqual([11, 0, 0])
    await state.beginAnew([0], 1)
    const later = await openState({ topic: 's', reader: log.reader, sender: log.sender, backlog: createBacklog() })
    expect([later.goneHead(0), later.goneRecords()]).toEqual([0, 5])
  })
})
