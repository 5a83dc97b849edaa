import { describe, expect, it } from 'vitest'
import { createBacklog, type Known, knownOf } from './backlog.ts'

function known(fields: Partial<{ projectId: string; spans: number; bytes: number; loggedMs: number }> = {}): Known {
  const { projectId = 'a~1', spans = 2, bytes = 100, loggedMs = 5_000 } = fields
  const headers = {
    projectId,
    protocol: 'otlp_traces',
    contentType: 'protobuf',
    contentEncoding: 'gzip',
    spanCount: spans,
    deliveryId: 'd',
    receivedMs: loggedMs,
    keyId: 'k',
    sdk: 's',
    inflatedBytes: 1,
  } as const
  return knownOf(headers, bytes, loggedMs)
}

describe('the backlog', () => {
  it('counts what lies between the committed offset and the head', () => {
    const backlog = createBacklog()
    for (let offset = 0; offset < 4; offset++)
      backlog.learn(0, offset, known({ spans: offset, loggedMs: 100 * offset }))
    backlog.setCommitted(0, 2)
    expect(backlog.stats()).toMatchObject({
      waitingRecords: 2,
      waitingSpans: 5,
      waitingBytes: 200,
      oldestLoggedMs: 200,
    })
    expect([...backlog.waitingByProject()]).toEqual([['a~1', 5]])
    backlog.setCommitted(0, 4)
    expect(backlog.stats()).toMatchObject({ waitingRecords: 0, waitingSpans: 0, waitingBytes: 0, oldestLoggedMs: null })
  })

  it('knows what it does not know, and takes the mean of the rest for it', () => {
    const backlog = createBacklog()
    backlog.learn(0, 1, known({ bytes: 300 }))
    backlog.setHead(0, 4)
    expect(backlog.isKnown()).toBe(false)
    expect(backlog.unknownRanges(0)).toEqual([
      { from: 0, to: 1 },
      { from: 2, to: 4 },
    ])
    expect(backlog.stats()).toMatchObject({ waitingRecords: 4, waitingBytes: 1200 })
    for (const offset of [0, 2, 3]) backlog.learn(0, offset, known())
    expect(backlog.isKnown()).toBe(true)
    expect(backlog.stats().waitingBytes).toBe(600)
  })

  it('takes a record once, and none that is done', () => {
    const backlog = createBacklog()
    backlog.learn(0, 0, known())
    backlog.learn(0, 0, known())
    backlog.setCommitted(0, 1)
    backlog.learn(0, 0, known())
    expect(backlog.stats()).toMatchObject({ waitingRecords: 0, waitingSpans: 0 })
  })

  it('says what a commit would pass', () => {
    const backlog = createBacklog()
    for (let offset = 0; offset < 3; offset++) backlog.learn(7, offset, known({ spans: offset + 1 }))
    expect(backlog.below(7, 2).map(({ offset, spans }) => [offset, spans])).toEqual([
      [0, 1],
      [1, 2],
    ])
  })
})
