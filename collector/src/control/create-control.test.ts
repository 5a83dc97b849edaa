import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestStore, testControl } from '../api/test-api.ts'
import type { Store } from '../store/store.ts'
import type { Control } from './control.ts'

let opened: Awaited<ReturnType<typeof openTestStore>>
let store: Store
beforeEach(async () => {
  opened = await openTestStore()
  store = opened.store
}, 60_000)
afterEach(() => opened.close())

const NO_KEYS = { firstKey: undefined, firstPublicKey: undefined }

async function create(control: Control, name: string) {
  const created = await control.createProject({ name, userId: 'owner' })
  if (created.kind !== 'created') throw new Error(`not created: ${created.kind}`)
  return created
}

describe('the first start', () => {
  it('makes a project and a pair, shown once and kept as hashes', async () => {
    const control = await testControl(store, NO_KEYS)
    const { project, pair } = control.firstStart
    expect(project).toMatchObject({ id: 'default~1', name: 'default', isDemo: false })
    expect(pair?.key).toMatch(/^vt_sk_[0-9a-f]{40}$/)
    expect(control.keys.find(pair?.key ?? '')).toMatchObject({ projectId: 'default~1', kind: 'secret' })
    expect(control.keys.find(pair?.publicKey ?? '')).toMatchObject({ projectId: 'default~1', kind: 'public' })
    const rows = JSON.stringify(await store.query('select * from api_keys'))
    expect(rows).not.toContain(pair?.key.slice(13))

    const again = await testControl(store, { ...NO_KEYS, firstProject: 'another' })
    expect(again.firstStart).toEqual({})
    expect(again.projects()).toHaveLength(1)
    expect(again.keys.find(pair?.key ?? '')).toBeDefined()
  })

  it('takes the pair of the environment and prints none; later starts ignore it', async () => {
    const control = await testControl(store, { firstKey: 'given-secret-key-1', firstPublicKey: 'given-public-key' })
    expect(control.firstStart.pair).toBeUndefined()
    expect(control.keys.find('given-secret-key-1')?.kind).toBe('secret')
    const again = await testControl(store, { firstKey: 'other-secret-key-1', firstPublicKey: 'other-public-key' })
    expect(again.keys.find('other-secret-key-1')).toBeUndefined()
  })

  it('makes the public key to a secret one that the environment gives alone, and shows no more than that', async () => {
    const { keys, firstStart } = await testControl(store, { ...NO_KEYS, firstKey: 'given-secret-key-1' })
    expect(firstStart.pair).toBeUndefined()
    expect(firstStart.publicKey).toMatch(/^vt_pk_[0-9a-f]{40}$/)
    expect(keys.find(firstStart.publicKey ?? '')).toMatchObject({ projectId: 'default~1', kind: 'public' })
    expect(keys.find('given-secret-key-1')).toMatchObject({ projectId: 'default~1', kind: 'secret' })
  })

  it('creates the owner, and a password only where one is needed and none is there', async () => {
    const local = await testControl(store)
    expect(local.user('owner')).toMatchObject({ role: 'owner', hasPassword: false })
    expect(local.firstStart.password).toBeUndefined()
    expect(await local.login('')).toBeUndefined()

    const open = await testControl(store, { loginRequired: true })
    const made = open.firstStart.password ?? ''
    expect(made.length).toBeGreaterThanOrEqual(16)
    expect(await open.login(made)).toMatchObject({ id: 'owner' })
    expect(await open.login(`${made}x`)).toBeUndefined()
    const again = await testControl(store, { loginRequired: true })
    expect(again.firstStart.password).toBeUndefined()
    expect(await again.login(made)).toBeDefined()

    const given = await testControl(store, { password: 'from the environment' })
    expect(await given.login(made)).toBeUndefined()
    expect((await given.login('from the environment'))?.version).toBeGreaterThan(again.user('owner')?.version ?? 0)
    expect(JSON.stringify(await store.query('select * from users'))).not.toContain('environment')
  })
})

describe('the viewer', () => {
  it('is there while the environment gives a password, and is another than the owner', async () => {
    const both = { password: 'of the owner', viewerPassword: 'for reading only' }
    const control = await testControl(store, both)
    expect(await control.login('for reading only')).toMatchObject({ id: 'viewer', role: 'viewer' })
    expect(await control.login('of the owner')).toMatchObject({ id: 'owner', role: 'owner' })
    const version = control.user('viewer')?.version ?? 0
    expect((await testControl(store, both)).user('viewer')?.version).toBe(version)

    const without = await testControl(store, { password: 'of the owner' })
    expect(await without.login('for reading only')).toBeUndefined()
    expect(await without.login('')).toBeUndefined()
    expect(without.user('viewer')?.version).toBeGreaterThan(version)
  })
})

describe('projects', () => {
  it.each([
    ['My App', 'my-app~1'],
    ['Überprüfung №1', 'uberprufung-no1~1'],
    ['  trimmed ', 'trimmed~1'],
  ])('names %j %s', async (name, id) => {
    const control = await testControl(store)
    expect((await create(control, name)).project.id).toBe(id)
  })

  it('names a project in another script by its hash, and two names of one slug by generation', async () => {
    const control = await testControl(store)
    expect((await create(control, 'پروژه')).project.id).toMatch(/^p-[0-9a-f]{8}~1$/)
    expect((await create(control, 'A b')).project.id).toBe('a-b~1')
    expect((await create(control, 'a-b')).project.id).toBe('a-b~2')
    expect(control.findProject('پروژه')?.id).toMatch(/^p-/)
  })

  it('refuses a name that is taken, even when two ask at once, and names that could be ids', async () => {
    const control = await testControl(store)
    const both = await Promise.all([1, 2].map(() => control.createProject({ name: 'one', userId: '' })))
    expect(both.map(({ kind }) => kind).sort()).toEqual(['created', 'taken'])
    for (const name of ['', '  ', 'a~1', 'a\nb', 'x'.repeat(101)]) {
      expect((await control.createProject({ name, userId: '' })).kind).toBe('bad_name')
    }
  })

  it('ends keys with their project at once, and starts an old name empty under a new id', async () => {
    const deleted: string[] = []
    const deleteProject = (_store: Store, id: string) => {
      deleted.push(id)
      return Promise.resolve(3)
    }
    const control = await testControl(store, { deleteProject })
    const first = await create(control, 'app')
    expect(await control.deleteProject({ projectId: first.project.id, userId: 'owner' })).toBe(true)
    expect(control.keys.find(first.pair.key)).toBeUndefined()
    expect(control.isDeleted('app~1')).toBe(true)
    expect(await control.deleteProject({ projectId: 'app~1', userId: 'owner' })).toBe(false)
    await control.settled()
    expect(deleted).toEqual(['app~1'])
    expect((await create(control, 'app')).project.id).toBe('app~2')
    const rows = await store.query<{ target: string; deleted_spans: string }>(
      "select target, deleted_spans from tombstones final where project_id = 'app~1' order by target",
    )
    expect(rows.map((row) => [row.target, Number(row.deleted_spans)])).toEqual([
      ['project', 0],
      ['project_done', 3],
    ])
  })

  it('takes a deletion up again that a crash cut short, and leaves finished ones alone', async () => {
    const failing = await testControl(store, { deleteProject: () => Promise.reject(new Error('killed')) })
    await create(failing, 'app')
    await failing.deleteProject({ projectId: 'app~1', userId: 'owner' })
    await failing.settled()
    const deleted: string[] = []
    const deleteProject = (_store: Store, id: string) => {
      deleted.push(id)
      return Promise.resolve(0)
    }
    await (await testControl(store, { deleteProject })).settled()
    await (await testControl(store, { deleteProject })).settled()
    expect(deleted).toEqual(['app~1'])
  })
})

describe('keys', () => {
  it('of one project can be made and revoked, as a pair or one by one, and never from another project', async () => {
    const control = await testControl(store)
    const { project, pair: first } = await create(control, 'app')
    const { pairId, pair } = await control.createKeys({ projectId: project.id, name: 'ci', userId: '' })
    expect(control.listKeys(project.id)).toHaveLength(4)
    expect(JSON.stringify(control.listKeys(project.id))).not.toContain(pair.key.slice(13))
    expect(await control.revokeKeys({ projectId: 'default~1', id: pairId })).toBe(false)
    expect(control.keys.find(pair.key)).toBeDefined()
    expect(await control.revokeKeys({ projectId: project.id, id: pairId })).toBe(true)
    expect([pair.key, pair.publicKey].map((key) => control.keys.find(key))).toEqual([undefined, undefined])
    expect(control.keys.find(first.key)).toBeDefined()
    const other = await testControl(store)
    expect(other.keys.find(pair.key)).toBeUndefined()
  })

  it('are seen by another process after it refreshes', async () => {
    const writer = await testControl(store)
    const reader = await testControl(store)
    const { pair } = await create(writer, 'app')
    expect(reader.keys.find(pair.key)).toBeUndefined()
    await reader.refresh()
    expect(reader.keys.find(pair.key)).toBeDefined()
  })

  it('are not needed for the first own project, while that is on', async () => {
    const control = await testControl(store)
    expect(control.keys.keylessProject()).toBe('default~1')
    expect((await testControl(store, { keyless: false })).keys.keylessProject()).toBeUndefined()
    expect(control.keys.isAdmin('admin-key-01234567890')).toBe(true)
    expect(control.keys.isAdmin('admin-key-0123456789')).toBe(false)
  })
})
