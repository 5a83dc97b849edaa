import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clockAt } from '../base/clock.ts'
import { createRefusals } from './refusals.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vitrine-refusals-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const DAY_MS = 86_400_000
function open(nowMs = Date.UTC(2026, 0, 1)) {
  return createRefusals({
    path: join(folder, 'refusals.json'),
    clock: clockAt(() => nowMs),
  })
}

describe('refused requests', () => {
  it('are counted by project and status, over restarts', async () => {
    const before = open()
    before.add({ projectId: 'a~1', status: 429 })
    before.add({ projectId: 'a~1', status: 429 })
    before.add({ projectId: null, keyPrefix: 'vt_s', status: 401 })
    await before.close()
    const after = open()
    after.add({ projectId: 'a~1', status: 429 })
    expect(after.list()).toEqual([
      { projectId: 'a~1', day: '2026-01-01', status: 429, count: 3 },
      { projectId: null, keyPrefix: 'vt_s', day: '2026-01-01', status: 401, count: 1 },
    ])
    await after.close()
  })

  it('do not grow with the keys that somebody tries', async () => {
    const refusals = open()
    for (let index = 0; index < 1000; index++) refusals.add({ projectId: null, keyPrefix: `k${index}`, status: 401 })
    expect(refusals.list().length).toBeLessThanOrEqual(201)
    expect(refusals.list().reduce((sum, cell) => sum + cell.count, 0)).toBe(1000)
    await refusals.close()
  })

  it('forget what is older than a year', async () => {
    const old = open()
    old.add({ projectId: null, status: 400 })
    await old.close()
    const later = open(Date.UTC(2026, 0, 1) + 500 * DAY_MS)
    await later.close()
    expect(open().list()).toEqual([])
  })
})
