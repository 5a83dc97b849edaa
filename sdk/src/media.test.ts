import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { blobPart } from './messages.ts'
import { observe } from './observe.ts'
import { flush, init, shutdown, status } from './runtime.ts'
import { hashOf, referenceOf, startVitrine, type TestCollector, type VitrineOptions } from './testing/collector.ts'
import { recordSpans } from './testing/recorded-spans.ts'

const quiet = { debug: () => undefined, warn: () => undefined }
const open: TestCollector[] = []

// Loaded with the first batch, and on a busy machine that takes longer than the test.
beforeAll(async () => void (await import('./send-spans.ts')), 60_000)
afterEach(async () => {
  await shutdown(100)
  await Promise.all(open.splice(0).map((each) => each.close()))
})

/** Of its own content each, since a process sends the same picture once. */
let made = 0
function picture(size = 3000): Buffer {
  made += 1
  return Buffer.concat([Buffer.from('\x89PNG\r\n', 'latin1'), Buffer.alloc(size, made)])
}

async function collector(options: VitrineOptions = {}) {
  const collecting = await startVitrine(options)
  open.push(collecting)
  return collecting
}

const look = observe('look', (_shown: unknown) => 'seen')
const message = (bytes: Buffer | string) => [
  {
    role: 'user',
    parts: [blobPart('image', 'image/png', typeof bytes === 'string' ? bytes : bytes.toString('base64'))],
  },
]

describe('a picture', () => {
  it('is uploaded by its content before its span, which refers to it', async () => {
    const { url, received, uploads, texts } = await collector()
    init({ url, key: 'k' })
    const bytes = picture(200_000)
    look(message(bytes))
    await flush()
    expect(received.map(({ path }) => path)).toEqual(['/api/v1/health', `/api/v1/media/${hashOf(bytes)}`, '/v1/traces'])
    const [{ body, headers } = expect.fail('nothing was uploaded')] = uploads()
    // By its hash: comparing byte by byte takes a busy machine seconds.
    expect(hashOf(body)).toBe(hashOf(bytes))
    expect(headers).toMatchObject({ 'content-type': 'image/png', authorization: 'Bearer k' })
    expect(texts()[0]).toContain(`"content":"${referenceOf(bytes)}"`)
    expect(texts()[0]).not.toContain('left_out')
    expect(status()).toMatchObject({ sent: 1, dropped: {} })
  })

  it.each<[string, (bytes: Buffer) => unknown]>([
    ['in a data: address', (bytes) => ({ url: `data:image/png;base64,${bytes.toString('base64')}` })],
    [
      'as base64 beside its type',
      (bytes) => ({ type: 'image', mimeType: 'image/png', data: bytes.toString('base64') }),
    ],
    [
      'as bytes that are written over afterwards',
      (bytes) => {
        const own = new Uint8Array(bytes)
        setImmediate(() => own.fill(0))
        return [{ role: 'user', parts: [blobPart('image', 'image/png', own)] }]
      },
    ],
  ])('is found %s', async (_how, shown) => {
    const { url, uploads, texts } = await collector()
    init({ url, key: 'k' })
    const bytes = picture()
    look(shown(bytes))
    await flush()
    expect(uploads().map(({ body }) => hashOf(body))).toEqual([hashOf(bytes)])
    expect(texts()[0]).toContain(referenceOf(bytes))
    expect(texts()[0]).not.toContain(bytes.toString('base64').slice(0, 200))
  })

  it('is sent once, however many spans show it', async () => {
    const { url, uploads, texts } = await collector()
    init({ url, key: 'k' })
    const bytes = picture()
    for (let time = 0; time < 3; time += 1) {
      look(message(bytes))
      await flush()
    }
    expect(uploads()).toHaveLength(1)
    for (const text of texts()) expect(text).toContain(referenceOf(bytes))
  })

  it('is cut, and the span says so, where the address is not Vitrine’s', async () => {
    const { url, uploads, texts } = await collector({ health: { service: 'other' } })
    init({ url, key: 'k' })
    const bytes = picture(3000)
    look(message(bytes))
    await flush()
    expect(uploads()).toEqual([])
    expect(texts()[0]).toContain('"content":"","left_out":"3006 bytes are not kept in the span"')
    expect(texts()[0]).not.toContain('[media')
  })

  it.each([
    ['in code', { media: false }],
    ['by leaving out content', { content: false }],
  ])('stays in the process when that is asked for %s', async (_how, options) => {
    const { url, uploads } = await collector()
    init({ url, key: 'k', ...options })
    look(message(picture()))
    await flush()
    expect(uploads()).toEqual([])
  })

  it('stays where a mask of the application changes it, and goes where it does not', async () => {
    const { url, uploads } = await collector()
    const [secret, open_] = [picture(), picture()]
    const mask = (text: string) => (text === secret.toString('base64') ? 'no' : text)
    init({ url, key: 'k', mask })
    look(message(secret))
    look(message(open_))
    await flush()
    expect(uploads().map(({ body }) => hashOf(body))).toEqual([hashOf(open_)])
  })

  it('is tried again with its span when the collector says later', async () => {
    const { url, texts } = await collector({ media: [429, 503] })
    init({ url, key: 'k', log: quiet })
    const bytes = picture()
    look(message(bytes))
    await flush(10_000)
    expect(texts()).toEqual([expect.stringContaining(referenceOf(bytes))])
    expect(status()).toMatchObject({ sent: 1, dropped: {} })
  })

  it('waits with its span while nobody says whether pictures are taken', async () => {
    const { url, texts } = await collector({ healthStatuses: [503] })
    init({ url, key: 'k', log: quiet })
    const bytes = picture()
    look(message(bytes))
    await flush(10_000)
    expect(texts()).toEqual([expect.stringContaining(referenceOf(bytes))])
    expect(status()).toMatchObject({ sent: 1, dropped: {} })
  })

  it('that nobody ever says anything about costs itself, not its span', async () => {
    const { url, texts } = await collector({ healthStatuses: [503, 503, 503, 503] })
    init({ url, key: 'k', log: quiet, running: false })
    look(message(picture(3000)))
    await flush(10_000)
    expect(texts()[0]).toContain('3006 bytes are not kept in the span"')
    expect(status()).toMatchObject({ sent: 1, dropped: { media_failed: 1 } })
  })

  it.each([
    ['refused', [400]],
    ['never taken', [503, 503, 503]],
  ])('that is %s costs itself, not its span', async (_how, media) => {
    const { url, texts } = await collector({ media })
    init({ url, key: 'k', log: quiet })
    look(message(picture(3000)))
    await flush(10_000)
    expect(texts()[0]).toContain('3006 bytes are not kept in the span"')
    expect(status()).toMatchObject({ sent: 1, dropped: { media_failed: 1 } })
  })

  it('over the bound is named by its size', async () => {
    const { url, uploads, texts } = await collector()
    init({ url, key: 'k', log: quiet })
    look(message('A'.repeat(23_000_000)))
    await flush()
    expect(uploads()).toEqual([])
    expect(texts()[0]).toContain('17250000 bytes are not kept in the span"')
    expect(status().dropped).toEqual({ media_too_large: 1 })
  })

  it('waits for nobody where spans go to an application’s own exporter alone', () => {
    const spans = recordSpans()
    init({})
    look(message(picture(3000)))
    expect(spans.only().attributes['input.value']).toContain('"left_out":"3006 bytes are not kept in the span"')
    spans.remove()
  })
})

it('base64 without a type beside it stays a text', async () => {
  const { url, texts } = await collector()
  init({ url, key: 'k' })
  const text = picture().toString('base64')
  look({ token: text })
  await flush()
  expect(texts()).toEqual([expect.stringContaining(text)])
})
