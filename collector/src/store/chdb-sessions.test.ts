import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { createLender } from './chdb-sessions.ts'

describe('a lender', () => {
  it('lends to the next who waits, and that one listens no more for the end of its caller', async () => {
    const lender = createLender(['one'])
    const { signal } = new AbortController()
    const first = await lender.take(signal)
    const waiting = lender.take(signal)
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    lender.release(first)
    expect(await waiting).toBe('one')
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })

  it('passes over who went away while waiting', async () => {
    const lender = createLender(['one'])
    const gone = new AbortController()
    const first = await lender.take()
    const impatient = lender.take(gone.signal)
    const patient = lender.take()
    gone.abort()
    await expect(impatient).rejects.toMatchObject({ code: 'query_aborted' })
    lender.release(first)
    expect(await patient).toBe('one')
  })

  it('refuses who waits when it closes, and resolves when all is back', async () => {
    const lender = createLender(['one'])
    const first = await lender.take()
    const waiting = lender.take()
    const drained = lender.drain()
    await expect(waiting).rejects.toMatchObject({ code: 'store_unavailable', retryable: true })
    await expect(lender.take()).rejects.toMatchObject({ code: 'store_unavailable' })
    lender.release(first)
    expect(await drained).toEqual(['one'])
  })
})
