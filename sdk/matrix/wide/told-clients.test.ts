/**
 * Every client library, wrapped and seen without a line of code (as ES module and CommonJS), sent through the product:
 * what it tells is right to the token. Each program stands in a project where the libraries have their own names.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Scene, startScene } from '../told.ts'

const WIDE = path.dirname(fileURLToPath(import.meta.url))
const ROOT = path.resolve(WIDE, '../../..')
const CORE = path.join(WIDE, '../core')
const NODE_24 = path.join(CORE, 'node_modules/node-24/bin/node')
const PROGRAM = path.join(WIDE, 'programs/clients.mjs')
const isInstalled = [WIDE, CORE].every((folder) => existsSync(path.join(folder, 'node_modules')))
if (!isInstalled) console.warn('SKIPPED: what the product tells of clients, because sdk/matrix is not installed.')

const home = mkdtempSync(path.join(tmpdir(), 'vitrine-clients-'))
let scene: Scene
beforeAll(async () => {
  if (isInstalled) scene = await startScene()
})
afterAll(async () => {
  await scene?.stop()
  rmSync(home, { recursive: true, force: true })
})

const SAME = [
  '@aws-sdk/client-bedrock-runtime',
  '@smithy/node-http-handler',
  'groq-sdk',
  'ollama',
  'openai',
  'together-ai',
]
const NEWEST = { '@google/genai': 'genai-3', '@mistralai/mistralai': 'mistral-2' }
const OLDER = { '@google/genai': 'genai-1', '@mistralai/mistralai': 'mistral-1', 'groq-sdk': 'groq-0' }

/** Answers the path of the program in it. */
function project(name: string, file: string, renamed: Readonly<Record<string, string>>): string {
  const folder = path.join(home, name)
  const link = (as: string, target: string) => {
    const at = path.join(folder, 'node_modules', as)
    mkdirSync(path.dirname(at), { recursive: true })
    symlinkSync(target, at, 'dir')
  }
  for (const [as, under] of Object.entries({ ...Object.fromEntries(SAME.map((each) => [each, each])), ...renamed }))
    link(as, path.join(WIDE, 'node_modules', under))
  link('@anthropic-ai/sdk', path.join(CORE, 'node_modules/anthropic-1'))
  link('@vitrine/sdk', path.join(ROOT, 'sdk'))
  const source = readFileSync(PROGRAM, 'utf8')
  const program = path.join(folder, file)
  writeFileSync(
    program,
    file.endsWith('.cjs') ? transformSync(source, { format: 'cjs', platform: 'node' }).code : source,
  )
  return program
}

/** Provider, model, calls; then in, out, cache read, cache written, reasoning. */
const told = (groq: string, together: string, mistral: string) => [
  'openai gpt-4o 2 42 18 16 0 8',
  'openai gpt-5-mini 2 42 18 16 0 8',
  'openai text-embedding-3-small 1 3 0 0 0 0',
  'anthropic claude-sonnet-4-5 2 70 66 40 10 0',
  'gcp.gemini gemini-2.5-flash 2 42 18 16 0 8',
  `mistral_ai mistral-small-latest 1 21 9 ${mistral}`,
  `${groq} llama-3.3-70b-versatile 1 21 9 8 0 4`,
  `${together} meta-llama/Llama-3.3-70B-Instruct-Turbo 1 21 9 8 0 4`,
  'ollama llama3.2 2 42 18 0 0 0',
  'aws.bedrock eu.anthropic.claude-sonnet-4-5-20250929-v1:0 1 21 9 8 3 0',
  'aws.bedrock anthropic.claude-3-haiku-20240307-v1:0 1 35 33 20 5 0',
]

describe.skipIf(!isInstalled)('every client', () => {
  it.each([
    { service: 'wrapped', file: 'app.mjs', renamed: NEWEST },
    { service: 'wrapped-older', file: 'app.mjs', renamed: { ...NEWEST, ...OLDER } },
    { service: 'registered', file: 'app.mjs', renamed: NEWEST },
    { service: 'registered-older', file: 'app.mjs', renamed: { ...NEWEST, ...OLDER } },
    { service: 'registered-commonjs', file: 'app.cjs', renamed: NEWEST },
    { service: 'registered-24', file: 'app.mjs', renamed: NEWEST, node: NODE_24 },
    { service: 'registered-commonjs-24', file: 'app.cjs', renamed: NEWEST, node: NODE_24 },
  ])('$service is told to the token', async ({ service, file, renamed, node }) => {
    const isWrapped = service.startsWith('wrapped')
    const printed = await scene.run({
      service,
      command: [project(service, file, renamed)],
      ...(node === undefined ? {} : { node }),
      nodeArgs: isWrapped ? [] : ['--import', '@vitrine/sdk/register'],
      env: isWrapped ? {} : { WITHOUT_CODE: '1' },
    })
    expect(printed).toContain('done')
    // Without code nothing but the address says whose a model is, and here all stand behind one.
    // Mistral's older client leaves what it does not know out of an answer.
    const more = renamed === NEWEST ? '8 0 4' : '0 0 0'
    const models = isWrapped ? told('groq', 'together', more) : told('openai', 'openai', more)
    const { usd: _, traces: __, ...rest } = await scene.told(service)
    expect([...rest.models].sort()).toEqual(models.sort())
    expect(rest).toMatchObject({ calls: 16, errors: 0, sessions: 1, kinds: { llm: 15, embedding: 1 } })
    for (const parts of rest.messages) expect(parts.at(0)).toBe('user text')
  })
})
