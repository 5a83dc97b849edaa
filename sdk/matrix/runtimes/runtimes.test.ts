/** Other runtimes, from the npm packages that carry their binaries: the built package runs and its spans arrive. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCollector, type TestCollector } from '../../src/testing/collector.ts'

const HERE = path.dirname(fileURLToPath(import.meta.url))
const ROOT = path.resolve(HERE, '../../..')
const home = mkdtempSync(path.join(tmpdir(), 'vitrine-runtimes-'))

const APP = `
  import { context, flush, observe, status, wrap } from '@vitrine/sdk'
  import OpenAI from 'openai'
  const body = JSON.stringify({ id: 'x', object: 'chat.completion', created: 1, model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: 'yes' }, finish_reason: 'stop' }], usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } })
  const fetch = async () => new Response(body, { headers: { 'content-type': 'application/json' } })
  const client = wrap(new OpenAI({ apiKey: 'k', fetch, dangerouslyAllowBrowser: true }))
  const ask = observe('ask', async () => { await Promise.resolve(); return (await client.chat.completions.create({ model: 'm', messages: [] })).choices[0].message.content })
  console.log(await context({ session: 'elsewhere' }, ask))
  await flush()
  console.log(JSON.stringify(status()))`

let collector: TestCollector
beforeAll(async () => {
  collector = await startCollector()
  const modules = path.join(home, 'node_modules')
  for (const scope of ['@vitrine', '@opentelemetry']) mkdirSync(path.join(modules, scope), { recursive: true })
  symlinkSync(path.join(ROOT, 'sdk'), path.join(modules, '@vitrine/sdk'), 'dir')
  symlinkSync(path.join(ROOT, 'node_modules/@opentelemetry/api'), path.join(modules, '@opentelemetry/api'), 'dir')
  symlinkSync(path.join(ROOT, 'node_modules/openai'), path.join(modules, 'openai'), 'dir')
  writeFileSync(path.join(home, 'package.json'), '{"name":"app","type":"module"}')
  writeFileSync(path.join(home, 'app.mjs'), APP)
})
afterAll(async () => {
  await collector.close()
  rmSync(home, { recursive: true, force: true })
})

const PLACES: Readonly<Record<string, string>> = {
  'node-22': 'node-22/bin/node',
  'node-24': '../../core/node_modules/node-24/bin/node',
  'node-26': 'node-26/bin/node',
  bun: '@oven/bun-linux-x64/bin/bun',
  deno: '@deno/linux-x64-glibc/deno',
}

/** The packages are of Linux on x64; elsewhere there is none. */
function binary(name: string): string | undefined {
  const file = path.join(HERE, 'node_modules', PLACES[name] ?? '')
  return existsSync(file) ? file : undefined
}

describe.each([
  ['node-22', []],
  ['node-24', []],
  ['node-26', []],
  ['bun', ['run']],
  ['deno', ['run', '--allow-all', '--node-modules-dir=manual']],
] as [string, string[]][])('on %s', (name, args) => {
  const found = binary(name)
  if (found === undefined) console.warn(`SKIPPED: ${name}, because its binary is not in sdk/matrix/runtimes`)

  it.skipIf(found === undefined)('the package works and its spans arrive', async () => {
    const before = collector.texts().length
    const child = spawn(found ?? '', [...args, 'app.mjs'], {
      cwd: home,
      env: { PATH: process.env.PATH, HOME: home, VITRINE_URL: collector.url },
    })
    let printed = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        printed += String(chunk)
      })
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
    expect(printed).toContain('yes')
    expect(printed).toContain('"sent":2')
    expect(code).toBe(0)
    const sent = collector.texts().slice(before).join('')
    for (const part of ['chat m', 'ask', 'elsewhere']) expect(sent).toContain(part)
  })
})
