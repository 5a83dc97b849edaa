import { afterAll, beforeAll, expect, it } from 'vitest'
import { ADMIN_KEY, KEY, openTestApi, type TestApi } from '../api/test-api.ts'
import { projectKey } from './project-key.ts'

let api: TestApi
let url = ''
beforeAll(async () => {
  api = await openTestApi()
  url = `http://127.0.0.1:${api.port}`
}, 60_000)
afterAll(() => api.close())

it.each([
  ['the admin key', ADMIN_KEY],
  ['nothing but being at this machine', undefined],
])('borrows a key of a project with %s, and takes it back', async (_with, key) => {
  const own = await projectKey(url, 'default', key)
  expect(own.note).toBeUndefined()
  expect(api.control.keys.find(own.key)).toMatchObject({ projectId: 'default~1', kind: 'secret' })
  const before = api.control.listKeys('default~1').length
  await own.release()
  expect(api.control.keys.find(own.key)).toBeUndefined()
  expect(api.control.listKeys('default~1')).toHaveLength(before - 2)
})

it("takes the project's own key as it is, and leaves it", async () => {
  for (const name of ['default', 'default~1']) {
    const own = await projectKey(url, name, KEY)
    expect(own).toMatchObject({ key: KEY, note: undefined })
    await own.release()
    expect(api.control.keys.find(KEY)).toBeDefined()
  }
})

it('makes a project that is not there, shows its keys and leaves them', async () => {
  const own = await projectKey(url, 'new one', undefined)
  expect(own.note).toContain(own.key)
  await own.release()
  expect(api.control.keys.find(own.key)).toMatchObject({ projectId: 'new-one~1' })
})

it("does not reach another project with a project's key", async () => {
  await expect(projectKey(url, 'secret one', KEY)).rejects.toThrow(/cannot import into the project secret one: .*key/)
  expect(api.control.findProject('secret one')).toBeUndefined()
  await expect(projectKey('http://127.0.0.1:9', 'a', KEY)).rejects.toThrow(/npm start/)
})
