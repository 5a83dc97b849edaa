/** The Python package against the product: spans of a wrapped client and of `@observe`, scores, datasets, pytest. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Standin, startStandin } from '../../../scripts/demo/standin.mjs'
import { PROJECT_KEY, type Product, startProduct, until } from '../../../tests/support/product.ts'

const HERE = path.dirname(fileURLToPath(import.meta.url))
const PYTHON = path.resolve(HERE, '../../python/.venv/bin/python')
const found = existsSync(PYTHON)
if (!found) console.warn('SKIPPED: the Python package, because npm run test:python did not make its environment yet.')

let product: Product
let standin: Standin
beforeAll(async () => {
  standin = await startStandin()
  product = await startProduct()
})
afterAll(async () => {
  await product.stop()
  await standin.close()
})

async function run(args: readonly string[], service: string): Promise<string> {
  const env = { PATH: process.env.PATH, VITRINE_URL: product.url, VITRINE_KEY: PROJECT_KEY, OTEL_SERVICE_NAME: service }
  const child = spawn(PYTHON, args, { cwd: path.join(HERE, 'programs'), env: { ...env, PYTHONIOENCODING: 'utf-8' } })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      printed += String(chunk)
    })
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect(code, printed).toBe(0)
  await product.drained()
  return printed.trim()
}

interface Score {
  readonly name: string
  readonly value: number
  readonly source: string
}

describe.skipIf(!found)('the Python package', () => {
  it('is told to the token by the product, with its scores and datasets', async () => {
    const [input, output, items] = (await run(['application.py', standin.url], 'python')).split(' ').map(Number)
    const { total } = await product.api<{ total: object }>('/totals?service=python')
    expect(total).toMatchObject({
      traces: 1,
      calls: 1,
      sessions: 1,
      spans_by_kind: { agent: 1, tool: 1, llm: 1 },
      tokens: { input, output },
      tools: [{ tool: 'get_weather', calls: 1 }],
    })
    const { scores } = await product.api<{ scores: Score[] }>('/scores?name=helpful')
    expect(scores).toMatchObject([{ value: 1, source: 'code', comment: 'خوب' }])
    const { datasets } = await product.api<{ datasets: { name: string; items: number }[] }>('/datasets')
    expect(datasets).toMatchObject([{ name: 'qa' }])
    expect(items).toBe(2)
  })

  it('makes a trace of each pytest test, with its outcome', async () => {
    expect(await run(['-m', 'pytest', '-q', '--vitrine', 'test_plugin.py'], 'pytest')).toContain('1 passed')
    const { traces } = await product.api<{ traces: { name: string; spans: number }[] }>('/traces?service=pytest')
    expect(traces).toMatchObject([{ spans: 2 }])
    const named = async (name: string) => (await product.api<{ scores: Score[] }>(`/scores?name=${name}`)).scores
    await until('the scores', async () => ((await named('passed')).length > 0 ? true : undefined))
    expect(await named('passed')).toMatchObject([{ value: 1 }])
    expect(await named('similarity')).toMatchObject([{ value: 0.9 }])
  })
})
