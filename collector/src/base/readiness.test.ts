import { expect, it, vi } from 'vitest'
import { createReadiness } from './readiness.ts'

it('names what is missing, what fails and what does not answer', async () => {
  vi.useFakeTimers()
  try {
    const readiness = createReadiness()
    let hasKeys = false
    readiness.add('keys', () => hasKeys)
    readiness.add('store', () => Promise.reject(new Error('refused')))
    readiness.add('queue', () => new Promise(() => {}))
    readiness.add('schema', async () => true)
    const first = readiness.waitingFor()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(await first).toEqual(['keys', 'store', 'queue'])
    hasKeys = true
    const second = readiness.waitingFor()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(await second).toEqual(['store', 'queue'])
  } finally {
    vi.useRealTimers()
  }
})
