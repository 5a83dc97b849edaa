/** The SDK inside somebody's bundle: built by esbuild and Vite, run, and its spans arrive. */
import { spawn } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build as esbuild } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCollector, type TestCollector } from '../../sdk/src/testing/collector.ts'
import { tempFolder } from '../support/product.ts'

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const home = tempFolder('vitrine-bundles-')
const APP = `
  import { context, flush, observe, status, wrap } from '@vitrine/sdk'
  const answer = { id: 'x', model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: 'yes' }, finish_reason: 'stop' }] }
  const client = wrap({ baseURL: 'https://api.openai.com/v1', chat: { completions: { create: async () => answer } } })
  const ask = observe('ask', async () => (await client.chat.completions.create({ model: 'm', messages: [] })).choices[0].message.content)
  console.log(await context({ session: 'in-a-bundle' }, ask))
  await flush()
  console.log(JSON.stringify(status()))`

let collector: TestCollector

beforeAll(async () => {
  collector = await startCollector()
  const modules = path.join(home.path, 'node_modules')
  mkdirSync(path.join(modules, '@vitrine'), { recursive: true })
  mkdirSync(path.join(modules, '@opentelemetry'))
  symlinkSync(path.join(ROOT, 'sdk'), path.join(modules, '@vitrine/sdk'), 'dir')
  symlinkSync(path.join(ROOT, 'node_modules/@opentelemetry/api'), path.join(modules, '@opentelemetry/api'), 'dir')
  writeFileSync(path.join(home.path, 'package.json'), '{"name":"app","type":"module"}')
  writeFileSync(path.join(home.path, 'app.mjs'), APP)
})
afterAll(async () => {
  await collector.close()
  home.remove()
})

async function run(file: string): Promise<{ code: number | null; printed: string }> {
  const child = spawn(process.execPath, [file], {
    cwd: home.path,
    env: { PATH: process.env.PATH, VITRINE_URL: collector.url },
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      printed += String(chunk)
    })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, printed }
}

async function expectSpans(file: string): Promise<void> {
  const before = collector.texts().length
  const { code, printed } = await run(file)
  expect(printed).toContain('yes')
  expect(printed).toContain('"sent":2')
  expect(code).toBe(0)
  const sent = collector.texts().slice(before).join('')
  for (const part of ['chat m', 'ask', 'in-a-bundle']) expect(sent).toContain(part)
}

describe('an application bundled', () => {
  it.each(['esm', 'cjs'] as const)('by esbuild as %s sends its spans', async (format) => {
    const outfile = path.join(home.path, `esbuild.${format === 'esm' ? 'mjs' : 'cjs'}`)
    await esbuild({
      stdin: {
        contents:
          format === 'esm'
            ? APP
            : `void (async () => { ${APP.replace(/import (\{[^}]*\}) from ('[^']*')/, 'const $1 = require($2)')} })()`,
        resolveDir: home.path,
      },
      outfile,
      format,
      bundle: true,
      platform: 'node',
      target: 'node20',
      logLevel: 'error',
    })
    await expectSpans(outfile)
  })

  it('by Vite for a server sends its spans', async () => {
    const { build } = await import('vite')
    await build({
      root: home.path,
      logLevel: 'error',
      configFile: false,
      ssr: { noExternal: true },
      build: { ssr: path.join(home.path, 'app.mjs'), outDir: path.join(home.path, 'vite'), emptyOutDir: true },
    })
    await expectSpans(path.join(home.path, 'vite', 'app.js'))
  })

  it('by Vite for a browser carries nothing of the server', async () => {
    const { build } = await import('vite')
    writeFileSync(
      path.join(home.path, 'page.mjs'),
      `import { createFeedback } from '@vitrine/sdk/browser'
       globalThis.send = createFeedback({ url: 'http://127.0.0.1:4320', publicKey: 'pk' }).feedback`,
    )
    const built = await build({
      root: home.path,
      logLevel: 'error',
      configFile: false,
      build: { write: false, rollupOptions: { input: path.join(home.path, 'page.mjs') } },
    })
    const [output] = (Array.isArray(built) ? built : [built]) as { output: { type: string; code?: string }[] }[]
    const code = output?.output.map((part) => part.code ?? '').join('') ?? ''
    expect(code).toContain('/api/v1/scores')
    expect(code).not.toMatch(/node:|opentelemetry/)
    expect(code.length).toBeLessThan(3000)
  })
})
