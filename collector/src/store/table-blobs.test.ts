import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openTestStore, PROJECT, type TestStore } from '../query/test-store.ts'
import { type Blobs, blobHash, blobReference } from './blobs.ts'
import { createTableBlobs } from './table-blobs.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let home: TestStore
let blobs: Blobs

beforeAll(async () => {
  home = await openTestStore()
  blobs = createTableBlobs(home.store)
})
afterAll(() => home.close())

/** A value that was put an hour ago, by another process. */
async function putLongAgo(text: string): Promise<string> {
  const reference = blobReference(Buffer.from(text))
  const version = String(BigInt(Date.now() - 3_600_000) * 1_000_000n)
  await home.store.insertRows('blobs', [
    { project_id: PROJECT, hash: blobHash(reference) ?? '', bytes: text, version, deleted: 0 },
  ])
  return reference
}

const textOf = async (reference: string) => (await blobs.get(PROJECT, reference))?.toString()

test('a value that nothing shows any more is removed', async () => {
  const reference = await putLongAgo('old')
  expect(await blobs.beginRemoval().remove(PROJECT, reference)).toBe('removed')
  expect(await textOf(reference)).toBeUndefined()
  expect(await blobs.beginRemoval().remove(PROJECT, reference)).toBe('absent')
})

test('a value that is put again after the removal began stays', async () => {
  const reference = await putLongAgo('again')
  const removal = blobs.beginRemoval()
  expect(await blobs.put(PROJECT, Buffer.from('again'))).toBe(reference)
  expect(await removal.remove(PROJECT, reference)).toBe('needed')
  expect(await textOf(reference)).toBe('again')
})

test('so does one that is put between the look and the removal', async () => {
  const reference = await putLongAgo('between')
  const racing = createTableBlobs({
    ...home.store,
    query: home.store.query.bind(home.store),
    command: async (sql: string, params?: Record<string, unknown>) => {
      await blobs.put(PROJECT, Buffer.from('between'))
      return home.store.command(sql, params as never)
    },
  } as typeof home.store)
  expect(await racing.beginRemoval().remove(PROJECT, reference)).toBe('removed')
  expect(await textOf(reference)).toBe('between')
})
