/** Frameworks that want Node 22: real libraries, scripted models, and the numbers that the product shows of them. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROJECT_KEY, type Product, startProduct } from '../../../tests/support/product.ts'

const HERE = path.dirname(fileURLToPath(import.meta.url))
const NODE = path.join(HERE, '../core/node_modules/node-24/bin/node')
const found = existsSync(NODE)
if (!found) console.warn('SKIPPED: AI SDK 7, Mastra and Claude Agent SDK, because sdk/matrix/core has no Node 24.')

let product: Product
beforeAll(async () => {
  product = await startProduct()
})
afterAll(() => product.stop())

interface Totals {
  readonly total: {
    readonly calls: number
    readonly spans_by_kind: Readonly<Record<string, number>>
    readonly tokens: {
      readonly input: number
      readonly output: number
      readonly buckets: Record<string, number | null>
    }
    readonly tools: readonly { readonly tool: string; readonly calls: number }[]
  }
}

/** Runs a program as an application, under a service name of its own. */
async function run(name: string): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    VITRINE_URL: product.url,
    VITRINE_KEY: PROJECT_KEY,
    OTEL_SERVICE_NAME: name,
  }
  const child = spawn(NODE, [path.join(HERE, 'programs', `${name}.mjs`)], { cwd: HERE, env })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      printed += String(chunk)
    })
  await new Promise((resolve) => child.on('close', resolve))
  await product.drained()
  return printed
}

describe.skipIf(!found).each([
  {
    name: 'ai-7',
    says: 'سلام',
    kinds: { llm: 2, tool: 1, agent: 1 },
    tokens: { input: 42, output: 18, cacheRead: 16 },
    tool: 'weather',
  },
  {
    name: 'mastra',
    says: 'سلام',
    kinds: { llm: 2, tool: 1, agent: 1 },
    tokens: { input: 42, output: 18, cacheRead: 16 },
    tool: 'weather',
  },
  {
    name: 'claude-agent',
    says: 'done',
    kinds: { llm: 2, tool: 1, agent: 1 },
    // Of Anthropic's two answers: 10 uncached, 20 read and 5 written each.
    tokens: { input: 70, output: 12, cacheRead: 40 },
    tool: 'Read',
  },
])('$name', ({ name, says, kinds, tokens, tool }) => {
  it('answers the same, and is told to the token by the product', async () => {
    expect(await run(name)).toContain(says)
    const { total } = await product.api<Totals>(`/totals?service=${name}`)
    expect(total).toMatchObject({
      calls: 2,
      spans_by_kind: kinds,
      tokens: { input: tokens.input, output: tokens.output, buckets: { cache_read: tokens.cacheRead } },
      tools: [{ tool, calls: 1 }],
    })
    const { spans } = await product.api<{ spans: { trace_id: string; span_id: string; kind: string }[] }>(
      `/spans?service=${name}`,
    )
    const call = spans.find(({ kind }) => kind === 'llm')
    const detail = await product.api<{ messages: { role: string }[] }>(
      `/traces/${call?.trace_id}/spans/${call?.span_id}`,
    )
    expect(detail.messages.map(({ role }) => role)).toContain('assistant')
    expect(new Set(spans.map(({ trace_id }) => trace_id)).size).toBe(1)
  })
})
