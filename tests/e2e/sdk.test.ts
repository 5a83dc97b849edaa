import { spawn } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { context, flush, init, observe, score, shutdown, status, withSpan, wrap } from '@vitrine/sdk'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Standin, startStandin } from '../../scripts/demo/standin.mjs'
import { ADMIN_KEY, PROJECT_KEY, type Product, startProduct, until } from '../support/product.ts'

/** From the call in an application to the numbers of the API, through the real client, SDK, doors and store. */
const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

interface Tokens {
  readonly input: number | null
  readonly output: number | null
  readonly buckets: Readonly<Record<string, number | null>>
}

interface Totals {
  readonly total: {
    readonly traces: number
    readonly spans: number
    readonly errors: number
    readonly sessions: number
    readonly calls: number
    readonly spans_by_kind: Readonly<Record<string, number>>
    readonly tokens: Tokens
    readonly scores: readonly { readonly name: string; readonly n: number; readonly mean: number | null }[]
    readonly tools: readonly { readonly tool: string; readonly calls: number }[]
  }
}

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

describe('an application with the SDK', () => {
  it('is told to the token', async () => {
    init({ url: product.url, key: PROJECT_KEY, serviceName: 'e2e', provider: 'own' })
    const openai = wrap(new OpenAI({ apiKey: 'k', baseURL: standin.url, maxRetries: 0 }), { streamUsage: true })
    const search = observe('handbook', async (_query: string) => [{ id: 'd1', content: 'سند' }], { kind: 'retrieval' })
    const weather = observe('get_weather', async (_city: string) => '21 °C', { kind: 'tool' })
    const used: (OpenAI.CompletionUsage | undefined)[] = []

    const ids = await context({ session: 'chat-1', user: 'ada', tags: ['e2e'] }, () =>
      withSpan(
        'assistant',
        async (span) => {
          await search('سلام')
          await weather('Tehran')
          const system = { role: 'system' as const, content: 'rule '.repeat(300) }
          const turns = [
            { role: 'user' as const, content: 'one' },
            { role: 'assistant' as const, content: 'two' },
            { role: 'user' as const, content: 'سه' },
          ]
          const whole = await openai.chat.completions.create({ model: 'gpt-5-mini', messages: [system, ...turns] })
          used.push(whole.usage)
          await openai.chat.completions.create({ model: 'fail-500', messages: turns }).catch(() => undefined)
          score({ name: 'helpful', value: 1 })
          return { traceId: span.traceId }
        },
        { kind: 'agent' },
      ),
    )
    await flush(10_000)
    expect(status()).toMatchObject({ sent: 5, dropped: {} })
    await product.drained()
    const { total } = await until('the score', async () => {
      const totals = await product.api<Totals>('/totals')
      return totals.total.scores.length > 0 ? totals : undefined
    })
    const [usage] = used
    expect(total).toMatchObject({
      traces: 1,
      spans: 5,
      errors: 1,
      sessions: 1,
      calls: 2,
      spans_by_kind: { agent: 1, retrieval: 1, tool: 1, llm: 2 },
      tokens: {
        input: usage?.prompt_tokens,
        output: usage?.completion_tokens,
        buckets: {
          cache_read: usage?.prompt_tokens_details?.cached_tokens,
          reasoning: usage?.completion_tokens_details?.reasoning_tokens,
        },
      },
      tools: [{ tool: 'get_weather', calls: 1 }],
      scores: [{ name: 'helpful', n: 1, mean: 1 }],
    })
    const trace = await product.api<{ spans: { name: string; user: string; session: string }[] }>(
      `/traces/${ids.traceId}`,
    )
    expect(trace.spans.map(({ user, session }) => [user, session])).toEqual(Array(5).fill(['ada', 'chat-1']))
    await shutdown()
  })
})

describe('the demo', () => {
  it('fills its own project through the front door, twice, and loses nothing', async () => {
    for (const seed of ['1', '2']) {
      const { code, printed } = await runDemo(['--count', '6', '--seconds', '0', '--seed', seed])
      expect(printed).toContain('none lost')
      expect(code).toBe(0)
    }
    await product.drained({ key: ADMIN_KEY, project: 'demo' })
    const { total } = await product.api<Totals>('/totals?project=demo', { key: ADMIN_KEY })
    expect(total.sessions).toBe(12)
    expect(total.calls).toBeGreaterThan(12)
    for (const kind of ['agent', 'retrieval', 'llm', 'embedding', 'evaluator'])
      expect(total.spans_by_kind[kind]).toBeGreaterThan(0)
    expect(total.scores.map(({ name }) => name)).toContain('groundedness')
    const own = await product.api<Totals>('/totals')
    expect(own.total.traces).toBe(1)
  })

  it('says in one line how to start the product that is not running', async () => {
    const { code, printed } = await runDemo([], { VITRINE_URL: 'http://127.0.0.1:9' })
    expect(code).toBe(1)
    expect(printed).toContain('npm start')
  })
})

function runDemo(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return new Promise<{ code: number | null; printed: string }>((resolve) => {
    const child = spawn(process.execPath, ['scripts/demo.mjs', ...args], {
      cwd: ROOT,
      env: { ...process.env, VITRINE_URL: product.url, VITRINE_ADMIN_KEY: ADMIN_KEY, ...env },
    })
    let printed = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        printed += String(chunk)
      })
    child.on('close', (code) => resolve({ code, printed }))
  })
}
