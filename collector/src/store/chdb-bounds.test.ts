import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createChdbStore } from './chdb.ts'
import type { Store } from './store.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const MIB = 2 ** 20
/** 800 MB of numbers. */
const LARGE = 'select length(groupArray(number)) as n from numbers(100000000)'
let folder: string
let store: Store

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-bounds-'))
  store = await createChdbStore({ path: folder, maxMemoryBytes: 900 * MIB })
})
afterAll(async () => {
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

it.each([
  ['its own', { maxMemoryBytes: 100 * MIB }],
  ['that of the engine', {}],
])('refuses a read that needs more memory than its bound, %s, and goes on', async (_, options) => {
  const refused = await Promise.allSettled(
    [1, 2, 3, 4].map(() => store.query(LARGE, {}, { ...options, onAllCores: true })),
  )
  for (const read of refused) {
    expect(read).toMatchObject({ status: 'rejected', reason: { code: 'query_memory', retryable: false } })
  }
  expect(await store.ping()).toBe(true)
})

it.skipIf(availableParallelism() < 2)('reads many rows on all cores, and few on one', async () => {
  const plan = 'explain pipeline select sum(number) from numbers_mt(100000000)'
  const threadsOf = async (onAllCores: boolean) => {
    const steps = await store.query<{ explain: string }>(plan, {}, { onAllCores })
    return Math.max(1, ...steps.map(({ explain }) => Number(/AggregatingTransform × (\d+)/.exec(explain)?.[1] ?? 1)))
  }
  expect(await threadsOf(true)).toBeGreaterThan(1)
  expect(await threadsOf(false)).toBe(1)
})
