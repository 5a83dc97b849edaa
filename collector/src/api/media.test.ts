import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { MAX_MEDIA_BYTES } from '@vitrine/schemas/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFolderBlobs } from '../store/blobs.ts'
import { KEY, openTestApi, PUBLIC_KEY, type TestApi } from './test-api.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'vitrine-media-'))
const blobs = createFolderBlobs(folder)
let isFull = false
let api: TestApi
beforeAll(async () => {
  api = await openTestApi({ api: { media: { blobs, isFull: () => isFull } } })
}, 60_000)
afterAll(async () => {
  await api.close()
  rmSync(folder, { recursive: true })
})

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const picture = Buffer.from('\x89PNG\r\n a picture', 'latin1')

function send(bytes: Buffer, ask: { hash?: string; key?: string | null; headers?: Record<string, string> } = {}) {
  const { hash = hashOf(bytes), key = KEY, headers = {} } = ask
  const type = { 'content-type': 'image/png' }
  return api.ask(`/api/v1/media/${hash}`, { method: 'POST', body: bytes, key, headers: { ...type, ...headers } })
}

describe('media', () => {
  it('is kept by its content, once, and answered with what a span refers to it by', async () => {
    const wanted = {
      reference: `blob:sha256:${hashOf(picture)}:${picture.length};image/png`,
      media_type: 'image/png',
      size_bytes: picture.length,
    }
    for (let time = 0; time < 2; time += 1) {
      const answer = await send(picture)
      expect({ status: answer.status, json: answer.json }).toEqual({ status: 200, json: wanted })
    }
    const project = api.control.findProject('default')?.id ?? ''
    expect(await blobs.get(project, `sha256:${hashOf(picture)}:${picture.length}`)).toEqual(picture)
  })

  it.each<[string, Buffer, Parameters<typeof send>[1], number, string]>([
    ['bytes that are not what the path says', picture, { hash: 'a'.repeat(64) }, 400, 'invalid_body'],
    ['an empty body', Buffer.alloc(0), {}, 400, 'invalid_body'],
    ['more than its bound', Buffer.alloc(MAX_MEDIA_BYTES + 1), {}, 413, 'too_large'],
    ['an address that is no hash', picture, { hash: 'picture.png' }, 400, 'invalid_parameter'],
    ['nobody from elsewhere', picture, { key: null, headers: { host: 'evil.example' } }, 401, 'unauthenticated'],
    [
      'a page without a key',
      picture,
      { key: null, headers: { origin: 'https://evil.example' } },
      401,
      'unauthenticated',
    ],
  ])('refuses %s', async (_what, bytes, ask, status, code) => {
    const answer = await send(bytes, ask)
    expect({ status: answer.status, code: answer.json.error.code }).toEqual({ status, code })
  })

  it('is taken with the public key, and without one from a program at this machine, as spans are', async () => {
    expect((await send(picture, { key: PUBLIC_KEY })).status).toBe(200)
    expect((await send(picture, { key: null })).status).toBe(200)
  })

  it('has to wait while the disk is almost full', async () => {
    isFull = true
    const answer = await send(picture)
    isFull = false
    expect({ status: answer.status, after: answer.headers['retry-after'] }).toEqual({ status: 503, after: '30' })
  })

  it('names a type that is none as bytes', async () => {
    const answer = await send(picture, { headers: { 'content-type': '"><script>' } })
    expect(answer.json.media_type).toBe('application/octet-stream')
  })
})
