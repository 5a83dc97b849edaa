import { describe, expect, it } from 'vitest'
import { createAnnouncer } from './running.ts'
import type { OwnSpan, ReadSpan } from './span.ts'
import { createTracer } from './tracer.ts'

function setUp(answers: boolean[]) {
  let now = 0
  const told: ReadSpan[] = []
  const asked: number[] = []
  const announcer = createAnnouncer({
    isVitrine: () => {
      asked.push(now)
      return Promise.resolve(answers.shift() ?? false)
    },
    announce: (spans) => {
      told.push(...spans)
      return Promise.resolve()
    },
    nowMs: () => now,
  })
  const tracer = createTracer({
    resource: { attributes: {} },
    scope: { name: 'test' },
    sampleRate: 1,
    onStart: (span) => announcer.started(span),
    onEnd: (span) => announcer.ended(span),
  })
  const at = async (ms: number) => {
    now = ms
    await announcer.look()
  }
  return { tracer, told, asked, at }
}

describe('a running span', () => {
  it('is announced once, after a second, with its ids, its start and no end', async () => {
    const { tracer, told, at } = setUp([true])
    const span = tracer.startSpan('slow', { attributes: { a: 1 } }) as OwnSpan
    await at(999)
    expect(told).toEqual([])
    await at(1000)
    await at(5000)
    expect(told).toHaveLength(1)
    expect(told[0]).toMatchObject({
      name: 'slow',
      startTime: span.startTime,
      endTime: [0, 0],
      attributes: { a: 1, 'vitrine.span.state': 'running' },
    })
    expect(told[0]?.spanContext()).toEqual(span.spanContext())
    expect(span.attributes['vitrine.span.state']).toBeUndefined()
  })

  it('that ended in time is not announced', async () => {
    const { tracer, told, asked, at } = setUp([true])
    tracer.startSpan('quick').end()
    await at(2000)
    expect([told, asked]).toEqual([[], []])
  })

  it('is not announced to a stranger, who is asked again after a minute only', async () => {
    const { tracer, told, asked, at } = setUp([false, true])
    tracer.startSpan('first')
    await at(1000)
    tracer.startSpan('second')
    await at(3000)
    expect(asked).toEqual([1000])
    tracer.startSpan('third')
    await at(62_000)
    expect(asked).toEqual([1000, 62_000])
    expect(told.map(({ name }) => name)).toEqual(['third'])
  })
})
