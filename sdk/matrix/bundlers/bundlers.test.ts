/** The SDK inside bundles that are too heavy for every run: webpack, Next.js, and a Cloudflare Worker in its runtime. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build as esbuild } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePorts, until } from '../../../tests/support/product.ts'
import { startCollector, type TestCollector } from '../../src/testing/collector.ts'

const HERE = path.dirname(fileURLToPath(import.meta.url))
const NODE_24 = path.join(HERE, '../core/node_modules/node-24/bin/node')
const out = mkdtempSync(path.join(tmpdir(), 'vitrine-bundlers-'))

let collector: TestCollector
beforeAll(async () => {
  collector = await startCollector()
})
afterAll(async () => {
  await collector.close()
  for (const folder of [out, path.join(HERE, 'next-app/.next')]) rmSync(folder, { recursive: true, force: true })
})

interface Started {
  readonly child: ChildProcess
  readonly printed: () => string
  readonly code: Promise<number | null>
}

function start(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
  const child = spawn(command, args, {
    cwd: HERE,
    env: { PATH: process.env.PATH, HOME: out, VITRINE_URL: collector.url, NEXT_TELEMETRY_DISABLED: '1', ...env },
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      printed += String(chunk)
    })
  return { child, printed: () => printed, code: new Promise((resolve) => child.on('close', resolve)) }
}

const hasSpansOf = (session: string) => async () => {
  const sent = collector.texts().join('')
  return ['chat m', 'ask', session].every((part) => sent.includes(part)) ? true : undefined
}

describe('an application bundled', () => {
  it('by webpack sends its spans', async () => {
    const { default: webpack } = await import('webpack')
    const compiler = webpack({
      mode: 'production',
      target: 'node20',
      context: HERE,
      entry: './script.mjs',
      experiments: { outputModule: true },
      output: { path: out, filename: 'webpack.mjs', module: true, chunkFormat: 'module' },
    })
    const problems = await new Promise<string[]>((resolve, reject) =>
      compiler?.run((error, stats) => {
        if (error) reject(error)
        else resolve(stats?.toJson().errors?.map(({ message }) => message) ?? [])
      }),
    )
    expect(problems).toEqual([])
    const { code, printed } = start(process.execPath, [path.join(out, 'webpack.mjs')])
    expect({ code: await code, said: printed() }).toEqual({ code: 0, said: expect.stringContaining('"sent":2') })
    await until('the spans', hasSpansOf('in-a-bundle'))
  })

  it('by Next.js sends the spans of a route', async () => {
    const next = path.join(HERE, 'node_modules/next/dist/bin/next')
    const built = start(process.execPath, [next, 'build', 'next-app'], { NODE_ENV: 'production' })
    expect(await built.code, built.printed()).toBe(0)
    const [port] = await freePorts(1)
    const served = start(process.execPath, [next, 'start', 'next-app', '--port', String(port)], {
      NODE_ENV: 'production',
    })
    try {
      const answer = await until('the route', async () => await (await fetch(`http://127.0.0.1:${port}/ask`)).text())
      expect(answer, served.printed()).toBe('yes')
      await until('the spans', hasSpansOf('in-next'))
    } finally {
      served.child.kill()
      await served.code
    }
  }, 300_000)

  // The first date from which Workers have node:http, and one from which their timers are objects.
  it.skipIf(!existsSync(NODE_24)).each(['2025-09-15', '2026-07-01'])(
    'for a Cloudflare Worker of %s sends its spans after the answer',
    async (date) => {
      const outfile = path.join(out, `worker-${date}.mjs`)
      await esbuild({
        entryPoints: [path.join(HERE, 'worker.mjs')],
        outfile,
        bundle: true,
        format: 'esm',
        platform: 'neutral',
        mainFields: ['module', 'main'],
        conditions: ['workerd', 'worker', 'import'],
        external: ['node:*'],
        logLevel: 'error',
      })
      const before = collector.texts().length
      const workerd = path.join(HERE, 'node_modules/@cloudflare/workerd-linux-64/bin/workerd')
      const { code, printed } = start(NODE_24, ['run-worker.mjs', outfile, date, collector.url], {
        MINIFLARE_WORKERD_PATH: workerd,
      })
      expect({ code: await code, said: printed() }).toEqual({ code: 0, said: expect.stringContaining('200 yes') })
      await until('the spans', hasSpansOf('in-a-worker'))
      expect(collector.texts().length).toBeGreaterThan(before)
    },
  )
})
