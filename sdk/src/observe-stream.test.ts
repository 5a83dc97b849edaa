import { describe, expect, it } from 'vitest'
import { observeStream } from './observe-stream.ts'

/** As the Claude Agent SDK's query is: an iterator whose iteration is another one's. */
function handingOn(items: readonly number[]) {
  async function* give() {
    yield* items
  }
  const inner = give()
  return {
    next: () => inner.next(),
    return: (value?: unknown) => inner.return(value as undefined),
    [Symbol.asyncIterator]: () => inner,
  }
}

function watched(items: readonly number[]) {
  const stream = handingOn(items)
  const seen: unknown[] = []
  const ends: string[] = []
  observeStream(stream, {
    item: (item) => {
      seen.push(item)
      return 'show'
    },
    end: (how) => ends.push(how),
  })
  return { stream, seen, ends }
}

describe('an iterator that hands on to another', () => {
  it('is seen when it is iterated', async () => {
    const { stream, seen, ends } = watched([1, 2])
    const got: number[] = []
    for await (const item of stream) got.push(item)
    expect([got, seen, ends]).toEqual([[1, 2], [1, 2], ['done']])
  })

  it('is seen when it is asked itself', async () => {
    const { stream, seen, ends } = watched([1])
    expect([await stream.next(), await stream.next()].map(({ done }) => done)).toEqual([false, true])
    expect([seen, ends]).toEqual([[1], ['done']])
  })

  it('is seen once when both are asked', async () => {
    const { stream, seen, ends } = watched([1, 2, 3])
    await stream.next()
    for await (const _item of stream) await stream.next()
    expect([seen, ends]).toEqual([[1, 2, 3], ['done']])
  })

  it('is told as closed when its iteration is left', async () => {
    const { stream, seen, ends } = watched([1, 2])
    for await (const _item of stream) break
    expect([seen, ends]).toEqual([[1], ['closed_early']])
  })
})
