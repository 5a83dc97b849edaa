import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clockAt } from '../base/clock.ts'
import type { RefusedRequests } from '../query/ledger.ts'
import { createChdbStore } from '../store/chdb.ts'
import { migrate } from '../store/migrate.ts'
import type { Store } from '../store/store.ts'
import { shareRefusals } from './shared-refusals.ts'

let folder: string
let store: Store
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vitrine-shared-refusals-'))
  store = await createChdbStore({ path: join(folder, 'store'), tmpDir: folder })
  await migrate(store)
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

function open(name: string, own: readonly RefusedRequests[]) {
  return shareRefusals({
    store,
    own: { list: () => own },
    clock: clockAt(() => Date.UTC(2026, 0, 2)),
    idFile: join(folder, name),
    onError: (error) => {
      throw error
    },
  })
}

const DAY = { day: '2026-01-02' }

describe('refused requests of several processes', () => {
  it('are seen by each, once, also after the restart of one', async () => {
    const counted: RefusedRequests[] = [{ ...DAY, projectId: 'a~1', status: 429, count: 2 }]
    const door = open('door', counted)
    await door.look()
    counted[0] = { ...DAY, projectId: 'a~1', status: 429, count: 5 }
    counted.push({ ...DAY, projectId: null, keyPrefix: 'vt_s', status: 401, count: 1 })
    await door.close()

    const api = open('api', [{ ...DAY, projectId: 'a~1', status: 429, count: 10 }])
    await api.look()
    expect(api.list()).toEqual([
      { ...DAY, projectId: 'a~1', status: 429, count: 15 },
      { ...DAY, projectId: null, keyPrefix: 'vt_s', status: 401, count: 1 },
    ])
    const again = open('door', counted)
    await again.look()
    await api.look()
    expect(api.list().map(({ count }) => count)).toEqual([15, 1])
    expect(again.list().map(({ count }) => count)).toEqual([15, 1])
    await Promise.all([again.close(), api.close()])
  })
})
