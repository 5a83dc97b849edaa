import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { observe } from './observe.ts'
import { flush, init, shutdown, status } from './runtime.ts'
import { hashOf, referenceOf, startCollector, startVitrine, type TestCollector } from './testing/collector.ts'

let folder: string
let collector: TestCollector
const quiet = { debug: () => undefined, warn: () => undefined }
const work = observe('work', (what: string) => what)
const show = observe('show', (_shown: object) => 'seen')

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vitrine-spool-test-'))
})
afterEach(async () => {
  await shutdown(100)
  await collector.close()
  rmSync(folder, { recursive: true, force: true })
})

async function sentAll(count: number): Promise<string> {
  while (collector.texts().length < count) await new Promise((resolve) => setTimeout(resolve, 5))
  return collector.texts().join('')
}

describe('with a spool', () => {
  it('spans that nobody takes wait on disk and are sent when somebody does', async () => {
    collector = await startCollector({ answers: [503, 503, 503] })
    init({ url: collector.url, spool: folder, log: quiet })
    work('kept on disk')
    await flush(10_000)
    expect(readdirSync(folder)).toHaveLength(1)
    expect(status()).toMatchObject({ sent: 0, dropped: {} })

    work('opens the way')
    await flush(10_000)
    while (readdirSync(folder).length > 0) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(collector.texts().at(-1)).toContain('kept on disk')
  })

  it('a picture waits with its span, and is sent before it', async () => {
    const vitrine = await startVitrine()
    collector = vitrine
    const bytes = Buffer.alloc(3000, 7)
    init({ url: 'http://127.0.0.1:9', key: 'k', spool: folder, log: quiet })
    show({ mimeType: 'image/png', data: bytes.toString('base64') })
    await flush(10_000)
    expect(readdirSync(folder)).toHaveLength(2)
    expect(status()).toMatchObject({ sent: 0, dropped: {} })

    init({ url: vitrine.url, key: 'k', spool: folder, log: quiet })
    work('next')
    await flush()
    expect(await sentAll(2)).toContain(referenceOf(bytes))
    while (readdirSync(folder).length > 0) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(vitrine.uploads().map(({ body }) => hashOf(body))).toEqual([hashOf(bytes)])
    const waited = vitrine.received.findIndex(({ body }) => hashOf(body) === hashOf(bytes))
    const spans = vitrine.received.findIndex(
      ({ path, body }) => path === '/v1/traces' && gunzipSync(body).includes(referenceOf(bytes)),
    )
    expect(waited).toBeLessThan(spans)
    expect(status().dropped).toEqual({})
  }, 30_000)

  it('a process that dies with spans on its hands leaves them to the next one', async () => {
    const vitrine = await startVitrine()
    collector = vitrine
    const entry = new URL('./index.ts', import.meta.url).href
    const script = `import { init, observe } from '${entry}'
      init({ url: 'http://127.0.0.1:9', spool: '${folder}', log: { debug() {}, warn() {} } })
      // What keeps spans is asked for by then; an application takes longer to come to its first span.
      await import('${new URL('./spool.ts', import.meta.url).href}')
      await new Promise((resolve) => setImmediate(resolve))
      const picture = { mimeType: 'image/png', data: 'A'.repeat(4000) }
      observe('work', (_shown) => 'from the dead')(picture)
      process.exit(7)`
    const child = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script])
    expect(child.status, String(child.stderr)).toBe(7)
    expect(readdirSync(folder).map((name) => path.extname(name))).toEqual(expect.arrayContaining(['.gz', '.media']))

    init({ url: collector.url, spool: folder, log: quiet })
    work('next')
    await flush()
    expect(await sentAll(2)).toContain('from the dead')
    while (readdirSync(folder).length > 0) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(vitrine.uploads()).toHaveLength(1)
  }, 30_000)
})
