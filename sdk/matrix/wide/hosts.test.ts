/** Applications with OpenTelemetry of their own: on two versions of its API, with two copies of it, and with its Node SDK. */
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startCollector, type TestCollector } from '../../src/testing/collector.ts'

const HERE = path.dirname(fileURLToPath(import.meta.url))
const ROOT = path.resolve(HERE, '../../..')
const home = mkdtempSync(path.join(tmpdir(), 'vitrine-hosts-'))
const API_14 = path.join(HERE, 'node_modules/otel-api-1.4')
const API_19 = path.join(ROOT, 'node_modules/@opentelemetry/api')
const API_110 = path.join(HERE, 'node_modules/otel-api-1.10')

let collector: TestCollector
beforeAll(async () => {
  collector = await startCollector()
})
afterAll(async () => {
  await collector.close()
  rmSync(home, { recursive: true, force: true })
})
beforeEach(() => {
  collector.received.length = 0
})

/** A project with a copy of the built package; `own` is a second copy of the API beneath it. */
function project(name: string, api: string, own?: string): string {
  const folder = path.join(home, name)
  const sdk = path.join(folder, 'node_modules/@vitrine/sdk')
  mkdirSync(path.join(folder, 'node_modules/@opentelemetry'), { recursive: true })
  mkdirSync(path.join(sdk, 'dist'), { recursive: true })
  cpSync(path.join(ROOT, 'sdk/dist/package'), path.join(sdk, 'dist/package'), { recursive: true })
  cpSync(path.join(ROOT, 'sdk/package.json'), path.join(sdk, 'package.json'))
  cpSync(api, path.join(folder, 'node_modules/@opentelemetry/api'), { recursive: true })
  if (own !== undefined) cpSync(own, path.join(sdk, 'node_modules/@opentelemetry/api'), { recursive: true })
  writeFileSync(path.join(folder, 'package.json'), '{"name":"app","type":"module"}')
  return folder
}

async function run(folder: string, source: string, nodeArgs: string[] = []): Promise<string> {
  writeFileSync(path.join(folder, 'app.mjs'), source)
  const child = spawn(process.execPath, [...nodeArgs, 'app.mjs'], {
    cwd: folder,
    env: { PATH: process.env.PATH, VITRINE_URL: collector.url },
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      printed += String(chunk)
    })
  await new Promise((resolve) => child.on('close', resolve))
  return printed
}

/** The least that a provider is: it says which spans were started through it. */
const HOST = `
  import { trace } from '@opentelemetry/api'
  import { flush, observe, status } from '@vitrine/sdk'
  const context = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 }
  const span = { spanContext: () => context, isRecording: () => true, end() {} }
  for (const name of ['setAttribute', 'setAttributes', 'addEvent', 'setStatus', 'updateName', 'recordException', 'addLink', 'addLinks']) span[name] = () => span
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan: (name) => (console.log('host started', name), span) }) })
  const work = observe('work', () => 'result')
  console.log(work(), work())
  await flush()
  console.log(JSON.stringify(status()))`

describe('an application on one copy of the API', () => {
  it.each([
    ['1.4, the floor,', API_14],
    ['1.9', API_19],
    ['1.10', API_110],
  ])('of %s gets our spans through its own provider', async (name, api) => {
    const printed = await run(project(`one-${name}`, api), HOST)
    expect(printed.match(/host started work/g)).toHaveLength(2)
    expect(printed).toContain('result result')
    expect(printed).toContain('"mode":"application"')
    expect(printed).not.toContain('[vitrine]')
  })
})

describe('an application with two copies of the API', () => {
  it('whose own one is older than ours loses no result, and is told once why the traces do not meet', async () => {
    const printed = await run(project('two-older', API_19, API_110), HOST)
    expect(printed).toContain('result result')
    expect(printed).not.toContain('host started')
    expect(printed.match(/another copy of @opentelemetry\/api/g)).toHaveLength(1)
    expect(collector.texts().join('')).toContain('work')
  })

  it('whose own one is newer than ours gets our spans all the same', async () => {
    const printed = await run(project('two-newer', API_110, API_19), HOST)
    expect(printed.match(/host started work/g)).toHaveLength(2)
  })
})

describe('register', () => {
  const APP = `
    import { createRequire } from 'node:module'
    import { observe, status } from '@vitrine/sdk'
    import { trace } from '@opentelemetry/api'
    const work = observe('work', () => trace.getActiveSpan()?.spanContext().traceId.length)
    console.log('active', work())
    trace.getTracer('other').startSpan('theirs').end()
    console.log(JSON.stringify(status()))`

  it('brings OpenTelemetry’s Node SDK up where it is installed, and its spans arrive with ours', async () => {
    const folder = project('node-sdk', API_19)
    // Everything of OpenTelemetry lies together, as npm would put it.
    for (const name of ['sdk-node'])
      symlinkSync(
        path.join(HERE, 'node_modules/@opentelemetry', name),
        path.join(folder, 'node_modules/@opentelemetry', name),
        'dir',
      )
    rmSync(path.join(folder, 'node_modules/@opentelemetry/api'), { recursive: true })
    symlinkSync(API_19, path.join(folder, 'node_modules/@opentelemetry/api'), 'dir')
    const printed = await run(folder, APP, ['--import', '@vitrine/sdk/register'])
    expect(printed).toContain('active 32')
    expect(printed).toContain('"mode":"application"')
    const sent = collector.texts().join('')
    for (const name of ['work', 'theirs']) expect(sent).toContain(name)
  })

  it('sees a client whose methods are fields of each one of it', async () => {
    const folder = project('mistral-0', API_19)
    const at = path.join(folder, 'node_modules/@mistralai')
    mkdirSync(at)
    cpSync(path.join(HERE, 'node_modules/mistral-0'), path.join(at, 'mistralai'), { recursive: true })
    const answer = { model: 'mistral-small', choices: [{ message: { role: 'assistant', content: 'yes' } }] }
    const printed = await run(
      folder,
      `globalThis.fetch = async () => new Response('${JSON.stringify(answer)}', { headers: { 'content-type': 'application/json' } })
      const { default: MistralClient } = await import('@mistralai/mistralai')
      const client = new MistralClient('k')
      console.log((await client.chat({ model: 'mistral-small', messages: [] })).choices[0].message.content)`,
      ['--import', '@vitrine/sdk/register'],
    )
    expect(printed).toBe('yes\n')
    for (const part of ['chat mistral-small', 'mistral_ai']) expect(collector.texts().join('')).toContain(part)
  })

  it('uses its own tracer where it is not', async () => {
    const printed = await run(project('no-node-sdk', API_19), APP, ['--import', '@vitrine/sdk/register'])
    expect(printed).toContain('"mode":"own"')
    expect(collector.texts().join('')).toContain('work')
    expect(collector.texts().join('')).not.toContain('theirs')
  })
})
