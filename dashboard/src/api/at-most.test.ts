import { expect, it } from 'vitest'
import { atMost } from './at-most.ts'

it('runs so many at once, in order, and never one that was given up', async () => {
  const run = atMost(2)
  const log: string[] = []
  const ends = new Map<string, () => void>()
  const task = (name: string, signal = new AbortController().signal) =>
    run(() => {
      log.push(name)
      return new Promise<void>((resolve) => ends.set(name, resolve))
    }, signal).catch(() => log.push(`${name} given up`))
  const gone = new AbortController()
  const all = [task('a'), task('b'), task('c', gone.signal), task('d')]
  await Promise.resolve()
  expect(log).toEqual(['a', 'b'])
  gone.abort(new Error('left'))
  ends.get('a')?.()
  await all[0]
  await new Promise((resolve) => setImmediate(resolve))
  expect(log).toEqual(['a', 'b', 'c given up', 'd'])
  ends.get('b')?.()
  ends.get('d')?.()
  await Promise.all(all)
})
