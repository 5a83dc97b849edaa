import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestStore, testControl } from '../api/test-api.ts'
import { systemClock } from '../base/clock.ts'
import { AppError } from '../base/errors.ts'
import { createLogger } from '../base/log.ts'
import type { Store } from '../store/store.ts'
import { openControl } from './create-control.ts'
import { type Follower, followControl } from './follow-control.ts'

/** A process that does not lead: its keys come from the store, and it knows them while the store is away. */
let opened: Awaited<ReturnType<typeof openTestStore>>
let folder: string
const followers: Follower[] = []
beforeEach(async () => {
  opened = await openTestStore()
  folder = mkdtempSync(path.join(tmpdir(), 'vitrine-follow-'))
}, 60_000)
afterEach(async () => {
  for (const follower of followers.splice(0)) await follower.close()
  await opened.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Looks only when somebody asks it to, unless told. */
function follow(store: Store, everyMs = 1_000_000) {
  const control = openControl({
    store,
    clock: systemClock,
    firstProject: 'default',
    keyless: false,
    loginRequired: true,
    deleteProject: () => Promise.resolve(0),
  })
  const log = createLogger({ level: 'silent' })
  const follower = followControl({ control, path: path.join(folder, 'control.json'), log, everyMs })
  followers.push(follower)
  return { control, follower }
}

function away(store: Store): Store {
  const refuse = () => Promise.reject(new AppError('store_unavailable', 'connection refused', { retryable: true }))
  return { ...store, kind: 'clickhouse', consistency: 'immediate', query: refuse, insertRows: refuse }
}

describe('a follower', () => {
  it('finds a key that the leader made a moment ago, before it calls it wrong', async () => {
    const leader = await testControl(opened.store)
    const { follower } = follow(opened.store)
    await follower.look()
    const { pair } = await leader.createKeys({ projectId: 'default~1', name: '', userId: 'owner' })
    expect(follower.keys.find(pair.key)).toBeUndefined()
    expect(await follower.keys.recheck?.()).toBe(true)
    expect(follower.keys.find(pair.key)).toMatchObject({ projectId: 'default~1' })
  })

  it('lets many strangers share one look', async () => {
    let reads = 0
    const counting: Store = {
      ...away(opened.store),
      query: <Row>(sql: string) => {
        reads += sql.includes('from api_keys') ? 1 : 0
        return opened.store.query<Row>(sql)
      },
    }
    await testControl(opened.store)
    const { follower } = follow(counting)
    await Promise.all(Array.from({ length: 50 }, async () => await follower.keys.recheck?.()))
    expect(reads).toBe(1)
  })

  it('knows the keys of its last look when the store is away, and says that it cannot be sure of others', async () => {
    const leader = await testControl(opened.store)
    const { pair } = await leader.createKeys({ projectId: 'default~1', name: '', userId: 'owner' })
    await follow(opened.store).follower.look()
    const later = follow(away(opened.store)).follower
    await later.known
    expect(later.keys.find(pair.key)).toMatchObject({ projectId: 'default~1', kind: 'secret' })
    expect(await later.keys.recheck?.()).toBe(false)
    const kept = readFileSync(path.join(folder, 'control.json'), 'utf8')
    expect(kept).not.toContain(pair.key.slice(13))
    expect(JSON.parse(kept).users).toEqual([])
  })

  it('knows nothing until there is a project, so that nobody is turned away for good by a store that is still empty', async () => {
    const { follower } = follow(opened.store)
    await follower.look()
    expect(follower.isKnown).toBe(false)
    await testControl(opened.store)
    await follower.look()
    expect(follower.isKnown).toBe(true)
  })

  it('changes nothing itself', async () => {
    const { control } = follow(opened.store)
    const change = control.createProject({ name: 'mine', userId: 'owner' })
    await expect(change).rejects.toMatchObject({ code: 'not_the_writer', retryable: true })
  })

  it('keeps a change that was made while it read', async () => {
    const leader = await testControl(opened.store)
    const reading = leader.refresh()
    const created = await leader.createProject({ name: 'meanwhile', userId: 'owner' })
    await reading
    expect(created.kind).toBe('created')
    expect(leader.findProject('meanwhile')).toBeDefined()
  })
})
