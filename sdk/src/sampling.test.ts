import { SpanStatusCode, TraceFlags } from '@opentelemetry/api'
import { afterEach, describe, expect, it } from 'vitest'
import { newTraceId } from './ids.ts'
import { observe, withSpan } from './observe.ts'
import { flush, init, shutdown, status } from './runtime.ts'
import { createWaitingRoom, isInSample } from './sampling.ts'
import type { ReadSpan } from './span.ts'
import { startCollector } from './testing/collector.ts'

const span = (traceId: string, name: string, failed = false): ReadSpan => ({
  name,
  kind: 0,
  spanContext: () => ({ traceId, spanId: '1'.repeat(16), traceFlags: TraceFlags.NONE }),
  startTime: [0, 0],
  endTime: [1, 0],
  status: { code: failed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
  attributes: {},
  links: [],
  events: [],
  resource: { attributes: {} },
})
const names = (spans: readonly ReadSpan[]) => spans.map(({ name }) => name)

describe('the sample', () => {
  it('takes about its share, and a smaller one takes of the larger one only', () => {
    const ids = Array.from({ length: 4000 }, newTraceId)
    const tenth = ids.filter((id) => isInSample(id, 0.1))
    expect(tenth.length).toBeGreaterThan(250)
    expect(tenth.length).toBeLessThan(600)
    expect(tenth.every((id) => isInSample(id, 0.5))).toBe(true)
    expect(ids.filter((id) => isInSample(id, 1))).toHaveLength(4000)
    expect(ids.filter((id) => isInSample(id, 0))).toHaveLength(0)
  })
})

describe('the waiting room', () => {
  it('lets a trace out when one of its spans fails, and what comes after it', () => {
    const room = createWaitingRoom()
    expect(room.add(span('a', 'one'), 1)).toEqual([])
    expect(room.add(span('b', 'other'), 1)).toEqual([])
    expect(names(room.add(span('a', 'two', true), 1))).toEqual(['one', 'two'])
    expect(names(room.add(span('a', 'three'), 1))).toEqual(['three'])
    expect(names(room.add(span('b', 'failing', true), 1))).toEqual(['other', 'failing'])
  })

  it('holds 500 spans at most', () => {
    const room = createWaitingRoom()
    for (let index = 0; index < 501; index += 1) room.add(span(`t${index}`, 'x'), 1)
    expect(room.sampledOut()).toBe(1)
    expect(names(room.add(span('t0', 'error', true), 1))).toEqual(['error'])
    expect(names(room.add(span('t1', 'error', true), 1))).toEqual(['x', 'error'])
  })

  it('holds 8 MiB at most', () => {
    const room = createWaitingRoom()
    for (let index = 0; index < 9; index += 1) room.add(span(`t${index}`, 'x'), 1024 * 1024)
    expect(room.sampledOut()).toBe(1)
  })

  it('holds nothing for longer than a minute', () => {
    let now = 0
    const room = createWaitingRoom(() => now)
    room.add(span('a', 'early'), 1)
    now = 60_000
    expect(names(room.add(span('a', 'late', true), 1))).toEqual(['late'])
    expect(room.sampledOut()).toBe(1)
  })
})

describe('an application that sends a share of nothing', () => {
  afterEach(() => shutdown(100))

  it('still sends the whole trace of an error', async () => {
    const { url, texts, close } = await startCollector()
    init({ url, sampleRate: 0 })
    const step = observe('step', () => 1)
    const fail = observe('failing', () => {
      throw new Error('no')
    })
    withSpan('good', () => step())
    try {
      withSpan('bad', () => {
        step()
        fail()
      })
    } catch {
      // The application's own error, as it should be.
    }
    await flush()
    const sent = texts().join('')
    for (const name of ['step', 'failing', 'bad']) expect(sent).toContain(name)
    expect(sent).not.toContain('good')
    expect(status()).toMatchObject({ sent: 3, dropped: {} })
    await close()
  })
})
