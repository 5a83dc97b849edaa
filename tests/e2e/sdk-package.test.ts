/** The package as `npm pack` makes it, in a project of its own: what a user installs. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Standin, startStandin } from '../../scripts/demo/standin.mjs'
import { tempFolder } from '../support/product.ts'
import { asJavaScript, GIVEN, GIVEN_TYPES, README_PROGRAMS } from '../support/readme-programs.ts'

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const home = tempFolder('vitrine-package-')
const project = path.join(home.path, 'project')
const installed = path.join(project, 'node_modules/@vitrine/sdk')
/** Node's own version comes first; the others are those of the matrix, where it is installed. */
const CLIENTS = ['openai-4', 'openai-5', 'openai-7', 'anthropic-0.60', 'anthropic-1'].filter((name) =>
  existsSync(path.join(ROOT, 'sdk/matrix/core/node_modules', name)),
)

const { exports } = JSON.parse(readFileSync(path.join(ROOT, 'sdk/package.json'), 'utf8')) as { exports: object }
const ENTRIES = Object.keys(exports).filter((entry) => !entry.endsWith('.json') && entry !== './register')

let standin: Standin
let collector: Server
let bodies: string[] = []

beforeAll(async () => {
  standin = await startStandin()
  collector = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts)
      const isGzipped = request.headers['content-encoding'] === 'gzip'
      if (request.method === 'POST') bodies.push((isGzipped ? gunzipSync(body) : body).toString('utf8'))
      response.writeHead(request.method === 'POST' ? 200 : 404).end()
    })
  })
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', () => resolve()))
  mkdirSync(project)
  execFileSync('npm', ['pack', '--pack-destination', home.path, '--silent'], { cwd: path.join(ROOT, 'sdk') })
  const tarball = readdirSync(home.path).find((name) => name.endsWith('.tgz')) ?? expect.fail('npm pack made no file')
  writeFileSync(path.join(project, 'package.json'), '{"name":"app","version":"1.0.0","private":true}')
  // The peer comes from this checkout, so that no registry is asked.
  const peer = path.join(ROOT, 'node_modules/@opentelemetry/api')
  execFileSync(
    'npm',
    [
      'install',
      path.join(home.path, tarball),
      peer,
      '--install-links',
      '--offline',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ],
    { cwd: project },
  )
  link('openai', path.join(ROOT, 'node_modules/openai'))
  for (const name of CLIENTS) link(name, path.join(ROOT, 'sdk/matrix/core/node_modules', name))
})
afterAll(async () => {
  await standin.close()
  collector.closeAllConnections()
  await new Promise((resolve) => collector.close(resolve))
  home.remove()
})

function link(name: string, target: string): void {
  symlinkSync(target, path.join(project, 'node_modules', name), 'dir')
}

interface Outcome {
  readonly code: number | null
  readonly printed: string
  readonly sent: string
}

/** Runs a file of the project; `sent` is what the collector got meanwhile. */
async function run(
  file: string,
  source: string,
  nodeArgs: string[] = [],
  env: Record<string, string> = {},
): Promise<Outcome> {
  bodies = []
  writeFileSync(path.join(project, file), source)
  const { port } = collector.address() as AddressInfo
  const child = spawn(process.execPath, [...nodeArgs, file], {
    cwd: project,
    env: { PATH: process.env.PATH, VITRINE_URL: `http://127.0.0.1:${port}`, STANDIN: standin.url, ...env },
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      printed += String(chunk)
    })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, printed, sent: bodies.join('') }
}

function typeErrors(options: string[]): string {
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc')
  const all = [tsc, '--noEmit', '--strict', '--target', 'es2022', ...options]
  return spawnSync(process.execPath, all, { cwd: project }).stdout.toString()
}

const ESM = `
  import { flush, observe, status, wrap } from '@vitrine/sdk'
  import OpenAI from 'openai'
  const client = wrap(new OpenAI({ apiKey: 'k', baseURL: process.env.STANDIN, maxRetries: 0 }))
  const ask = observe('ask', async () => (await client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'hi' }] })).choices[0].message.content)
  console.log(await ask())
  await flush()
  console.log(JSON.stringify(status()))`

const CJS = `
  const { flush, observe, status } = require('@vitrine/sdk')
  const { spanProcessor } = require('@vitrine/sdk/otel')
  observe('ask', () => typeof spanProcessor)()
  flush().then(() => console.log(JSON.stringify(status())))`

describe('the package', () => {
  it('is small, and has one need', () => {
    const size = (folder: string): number =>
      readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
        const file = path.join(folder, entry.name)
        return sum + (entry.isDirectory() ? size(file) : statSync(file).size)
      }, 0)
    expect(size(installed)).toBeLessThan(2 * 1024 * 1024)
    expect(
      readdirSync(path.join(project, 'node_modules')).filter(
        (name) => !name.startsWith('.') && !/^(openai|anthropic)/.test(name),
      ),
    ).toEqual(['@opentelemetry', '@vitrine'])
    expect(existsSync(path.join(installed, 'dist/package/index.js.map'))).toBe(true)
  })

  it('works as an ES module', async () => {
    const { code, printed, sent } = await run('app.mjs', ESM)
    expect(printed).toContain('You said: hi')
    expect(printed).toContain('"sent":2,"sampledOut":0,"dropped":{}')
    expect(sent).toContain('chat gpt-4o')
    expect(code).toBe(0)
  })

  it('works from CommonJS', async () => {
    const { code, printed, sent } = await run('app.cjs', CJS)
    expect(printed).toContain('"sent":1')
    expect(sent).toContain('ask')
    expect(code).toBe(0)
  })

  it('brings its types', () => {
    writeFileSync(
      path.join(project, 'typed.mts'),
      `import { context, feedback, init, observe, observed, score, withSpan, wrap } from '@vitrine/sdk'
       import { createFeedback } from '@vitrine/sdk/browser'
       import { spanProcessor } from '@vitrine/sdk/otel'
       init({ mask: { patterns: ['keys', /x/], fields: ['pin'] }, sampleRate: 0.5, spool: true })
       const length: number = observe('f', (text: string) => text.length)('x')
       class Shop { @observed({ kind: 'tool' }) price(of: string): number { return of.length } }
       const client = { chat: { completions: { create: async (body: { model: string }) => body.model } } }
       const same: typeof client = wrap(client)
       export const all = [context, feedback, score, withSpan, createFeedback, spanProcessor(), length, Shop, same]`,
    )
    const typed = path.join(project, 'typed.mts')
    copyFileSync(typed, path.join(project, 'typed.cts'))
    const said = ['node16', 'nodenext', 'bundler'].map((resolution) => {
      const module = resolution === 'bundler' ? 'preserve' : resolution
      return typeErrors(['--module', module, '--moduleResolution', resolution, 'typed.mts', 'typed.cts'])
    })
    expect(said).toEqual(['', '', ''])
  })

  it('has the types of what the READMEs show', () => {
    writeFileSync(path.join(project, 'given.d.ts'), GIVEN_TYPES)
    const files = README_PROGRAMS.flatMap(({ typescript, inFunction }, index) => {
      writeFileSync(path.join(project, `readme-${index}.mts`), typescript)
      writeFileSync(path.join(project, `readme-${index}.cts`), inFunction)
      return [`readme-${index}.mts`, `readme-${index}.cts`]
    })
    const nodeTypes = ['--types', 'node', '--typeRoots', path.join(ROOT, 'node_modules/@types')]
    // The client's own types are not what is tested, and are many.
    const said = typeErrors(['--module', 'nodenext', '--skipLibCheck', ...nodeTypes, 'given.d.ts', ...files])
    expect(said).toBe('')
  })

  it.each(
    README_PROGRAMS.flatMap(({ readme, typescript, inFunction }) => [
      { readme, file: 'readme.mjs', source: asJavaScript(typescript, 'esm') },
      { readme, file: 'readme.cjs', source: asJavaScript(inFunction, 'cjs') },
    ]),
  )('does what $readme shows, in $file', async ({ file, source }) => {
    writeFileSync(path.join(project, 'given.mjs'), GIVEN)
    const env = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: standin.url, VITRINE_KEY: 'k' }
    const { code, printed, sent } = await run(file, source, ['--import', './given.mjs'], env)
    expect(sent).toContain('chat gpt-4o-mini')
    expect(printed.includes('You said: Of Can I return opened tea?')).toBe(source.includes('handbook'))
    for (const word of ['handbook', 'chat-42', 'beta', '"helpful"'])
      expect(sent.includes(word), word).toBe(source.includes(word.replaceAll('"', '')))
    expect(code).toBe(0)
  })

  it('is read in two files at the start of an application, and late in others', () => {
    const imports = (file: string) =>
      [...readFileSync(path.join(installed, 'dist/package', file), 'utf8').matchAll(/from\s?"([^"]+)"/g)].map(
        ([, from]) => from,
      )
    expect(new Set(imports('index.js'))).toEqual(new Set(['./core.js']))
    expect(new Set(imports('core.js'))).toEqual(new Set(['@opentelemetry/api', 'node:async_hooks']))
  })

  it.each(ENTRIES)('has %s', async (entry) => {
    const { printed } = await run(
      'entry.mjs',
      `console.log(Object.keys(await import('@vitrine/sdk${entry.slice(1)}')))`,
    )
    expect(printed).toMatch(/^\[\s+'/)
  })
})

const answerWith = (client: string) =>
  client.startsWith('anthropic')
    ? `fetch: async () => new Response(JSON.stringify({ id: 'm', type: 'message', role: 'assistant', model: 'claude', content: [{ type: 'text', text: 'You said: hi' }], stop_reason: 'end_turn', usage: { input_tokens: 1, output_tokens: 2 } }), { headers: { 'content-type': 'application/json' } })`
    : 'baseURL: process.env.STANDIN'

describe('register', () => {
  const names = ['openai', ...CLIENTS]
  const program = (client: string, load: string) => `
    ${load}
    const client = new Client({ apiKey: 'k', maxRetries: 0, ${answerWith(client)} })
    const run = async () => {
      ${
        client.startsWith('anthropic')
          ? `console.log((await client.messages.create({ model: 'claude', max_tokens: 5, messages: [{ role: 'user', content: 'hi' }] })).content[0].text)`
          : `console.log((await client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'hi' }] })).choices[0].message.content)`
      }
    }
    run()`

  it.each(names)('observes %s in an ES module without a line of code, and the script’s spans arrive', async (name) => {
    const real = name.startsWith('anthropic') ? '@anthropic-ai/sdk' : 'openai'
    const { code, printed, sent } = await runAs(name, real, 'reg.mjs', program(name, `import Client from '${real}'`))
    expect(printed).toContain('You said: hi')
    expect(sent).toContain(name.startsWith('anthropic') ? 'chat claude' : 'chat gpt-4o')
    expect(sent.split('gen_ai.operation.name')).toHaveLength(2)
    expect(code).toBe(0)
  })

  it.each(names)('observes %s in CommonJS', async (name) => {
    const real = name.startsWith('anthropic') ? '@anthropic-ai/sdk' : 'openai'
    const load = `const loaded = require('${real}'); const Client = loaded.OpenAI ?? loaded.Anthropic ?? loaded.default`
    const { code, printed, sent } = await runAs(name, real, 'reg.cjs', program(name, load))
    expect(printed).toContain('You said: hi')
    expect(sent.split('gen_ai.operation.name')).toHaveLength(2)
    expect(code).toBe(0)
  })

  it('may be required, by an option of Node’s or in the first line of an application', async () => {
    const source = program('openai', `const Client = require('openai')`)
    const started = [
      await run('required.cjs', source, ['--require', '@vitrine/sdk/register']),
      await run('requires.cjs', `require('@vitrine/sdk/register')\n${source}`),
    ]
    for (const { code, printed, sent } of started) {
      expect(printed).toBe('You said: hi\n')
      expect(sent).toContain('chat gpt-4o')
      expect(code).toBe(0)
    }
  })

  it('is silent where nothing is configured', async () => {
    const { code, printed, sent } = await run(
      'quiet.mjs',
      `console.log('app')`,
      ['--import', '@vitrine/sdk/register'],
      {
        VITRINE_URL: '',
      },
    )
    expect({ code, printed, sent }).toEqual({ code: 0, printed: 'app\n', sent: '' })
  })

  /** The client stands under its real name in a project beside, as npm would have put it. */
  async function runAs(name: string, real: string, file: string, source: string): Promise<Outcome> {
    const own = path.join(project, 'as', name, 'node_modules')
    const target = path.join(own, real)
    if (!existsSync(target)) {
      mkdirSync(path.dirname(target), { recursive: true })
      symlinkSync(path.join(project, 'node_modules', name), target, 'dir')
    }
    return await run(path.join('as', name, file), source, ['--import', '@vitrine/sdk/register'])
  }
})
