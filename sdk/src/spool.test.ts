import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { observe } from './observe.ts'
import { flush, init, shutdown, status } from './runtime.ts'
import { startCollector, type TestCollector } from './testing/collector.ts'

let folder: string
let collector: TestCollector
const quiet = { debug: () => undefined, warn: () => undefined }
const work = observe('work', (what: string) => what)

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

  it('a process that dies with spans on its hands leaves them to the next one', async () => {
    collector = await startCollector()
    const entry = new URL('./index.ts', import.meta.url).href
    const script = `import { init, observe } from '${entry}'
      init({ url: 'http://127.0.0.1:9', spool: '${folder}', log: { debug() {}, warn() {} } })
      observe('work', () => 'from the dead')()
      // What keeps spans is loaded beside the first of them.
      await import('${new URL('./spool.ts', import.meta.url).href}')
      setImmediate(() => process.exit(7))`
    const child = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script])
    expect(child.status, String(child.stderr)).toBe(7)
    expect(readdirSync(folder)).toHaveLength(1)

    init({ url: collector.url, spool: folder, log: quiet })
    work('next')
    await flush()
    expect(await sentAll(2)).toContain('from the dead')
    while (readdirSync(folder).length > 0) await new Promise((resolve) => setTimeout(resolve, 5))
  }, 30_000)
})
