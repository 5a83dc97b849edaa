import { ROOT_CONTEXT } from '@opentelemetry/api'
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as activeContext from './active-context.ts'
import { dropCounts, resetDrops, useLog } from './drops.ts'
import { type CallObserver, callObserved, guard, wrapMethod } from './wrap-method.ts'

const boom = () => {
  throw new Error('ours')
}

afterEach(() => {
  vi.restoreAllMocks()
  resetDrops()
  useLog(undefined)
})

describe('the guard', () => {
  const quiet = () => useLog({ debug: () => undefined, warn: () => undefined })

  it.each<[string, () => CallObserver | undefined]>([
    ['begin throws', boom],
    ['begin declines', () => undefined],
    ['returned throws', () => ({ returned: boom, threw: () => undefined })],
    ['everything throws', () => ({ returned: boom, threw: boom })],
  ])('gives the host its result, once, when %s', (_name, begin) => {
    quiet()
    const call = vi.fn(() => 'result')
    expect(callObserved(begin, [], call)).toBe('result')
    expect(call).toHaveBeenCalledTimes(1)
  })

  it('gives the host its own error when the observer throws another', () => {
    quiet()
    const theirs = new Error('theirs')
    const call = () => {
      throw theirs
    }
    expect(() => callObserved(() => ({ returned: boom, threw: boom }), [], call)).toThrow(theirs)
  })

  it.each<[string, typeof activeContext.withContext]>([
    ['before', boom],
    [
      'after',
      (_context, fn) => {
        fn()
        return boom()
      },
    ],
    [
      'never, but calls twice',
      (_context, fn) => {
        fn()
        return fn()
      },
    ],
  ])('calls once when the context manager throws %s', (_name, withContext) => {
    quiet()
    vi.spyOn(activeContext, 'withContext').mockImplementation(withContext)
    const call = vi.fn(() => 'result')
    const observer = { context: ROOT_CONTEXT, returned: (result: unknown) => result, threw: () => undefined }
    expect(callObserved(() => observer, [], call)).toBe('result')
    expect(call).toHaveBeenCalledTimes(1)
  })

  it('counts every failure of ours and says the first', () => {
    const said: string[] = []
    useLog({ debug: () => undefined, warn: (message) => said.push(message) })
    expect(guard(boom, 'fallback')).toBe('fallback')
    expect(guard(boom, 'fallback')).toBe('fallback')
    expect(dropCounts()).toEqual({ instrumentation_error: 2 })
    expect(said).toEqual([expect.stringContaining('instrumentation_error (Error: ours)')])
  })

  it('survives a log that throws', () => {
    useLog({ debug: boom, warn: boom })
    expect(guard(boom, 1)).toBe(1)
  })
})

describe('a wrapped method', () => {
  it('keeps this, private fields, arguments and its name', () => {
    class Counter {
      #count = 0
      add(by: number) {
        this.#count += by
        return this.#count
      }
    }
    const counter = new Counter()
    wrapMethod(counter, 'add', () => ({ returned: (result) => result, threw: () => undefined }))
    expect(counter.add(2)).toBe(2)
    expect(counter.add(3)).toBe(5)
    expect(counter.add.name).toBe('add')
    expect(new Counter().add(1)).toBe(1)
  })
})
