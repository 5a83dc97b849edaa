import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY, type Product, readJson, sharedData, startProduct, tempFolder } from '../support/product.ts'

/** Real runs of public sources through the front door; the API's totals against counts made from the raw files. */
const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const data = sharedData()
const VERCEL = 'vercel-ai-v6-spans'
const LANGFUSE = 'langfuse-framework-traces'

interface Truth {
  traces: number
  spans: number
  spans_by_kind: { root: number; llm: number; tool: number; other: number }
  tokens: { input_tokens?: number; output_tokens?: number; cache_read_tokens?: number; reasoning_tokens?: number }
  cost_usd: number | null
  error_spans: number
  sessions: number | null
  users: number | null
  tool_calls?: Record<string, number>
  models?: Record<string, { calls: number; input_tokens?: number; output_tokens?: number }>
  counting_each_model_call_once?: { calls: number; input_tokens: number; output_tokens: number }
}

interface Totals {
  traces: number
  spans: number
  spans_by_kind: Record<string, number>
  errors: number
  sessions: number
  users: number
  calls: number
  tokens: { input: number | null; output: number | null; buckets: Record<string, number | null> }
  cost: { reported: string | null }
  models: { model: string | null; calls: number; tokens: { input: number | null; output: number | null } }[]
  tools: { tool: string | null; calls: number }[]
}

describe.skipIf(data === undefined)('the public real data', () => {
  const folder = tempFolder()
  let product: Product
  const shared = data ?? ''
  const truth =
    data === undefined
      ? {}
      : readJson<{ sources: Record<string, Truth> }>(path.join(shared, 'GROUND_TRUTH.public.json')).sources
  const files =
    data === undefined ? [] : readdirSync(path.join(shared, 'otlp')).filter((name) => name.endsWith('.public.jsonl.gz'))
  const totals = new Map<string, Totals>()

  beforeAll(async () => {
    product = await startProduct({ data: folder.path })
    for (const file of files) {
      const source = file.replace('.public.jsonl.gz', '')
      const { key } = await product.api<{ key: string }>('/projects', { key: ADMIN_KEY, body: { name: source } })
      await promisify(execFile)(
        process.execPath,
        [
          path.join(ROOT, 'collector/dist/cli.js'),
          'import',
          '--url',
          product.url,
          '--key',
          key,
          path.join(shared, 'otlp', file),
        ],
        { env: { ...process.env, VITRINE_DATA: folder.path } },
      )
      await product.drained({ key })
      totals.set(source, (await product.api<{ total: Totals }>('/totals', { key })).total)
    }
  }, 300_000)
  afterAll(async () => {
    await product.stop()
    folder.remove()
  })

  it('all goes in', () => {
    expect([...totals.keys()].sort()).toEqual(Object.keys(truth).sort())
  })

  describe.each(Object.entries(truth))('%s', (source, wanted) => {
    const got = (): Totals => {
      const found = totals.get(source)
      if (found === undefined) throw new Error(`${source} was not imported`)
      return found
    }

    it('has its traces, spans and errors', () => {
      expect({ traces: got().traces, spans: got().spans, errors: got().errors }).toEqual({
        traces: wanted.traces,
        spans: wanted.spans,
        errors: wanted.error_spans,
      })
      expect(Object.values(got().spans_by_kind).reduce((sum, count) => sum + count, 0)).toBe(wanted.spans)
    })

    it('has its tokens', () => {
      const once = wanted.counting_each_model_call_once
      // Its truth leaves out the embedding (10) and the span around it (10 more): those two are traces of their own
      // that no id joins. The other outer spans name the answer that was counted with their call.
      const vercel = source === VERCEL ? { input_tokens: 142 + 10 + 10, output_tokens: 297 } : undefined
      const expected = vercel ?? once ?? wanted.tokens
      expect(got().tokens.input).toBe(expected.input_tokens ?? null)
      expect(got().tokens.output).toBe(expected.output_tokens ?? null)
      if (wanted.tokens.cache_read_tokens !== undefined)
        expect(got().tokens.buckets.cache_read).toBe(wanted.tokens.cache_read_tokens)
      if ((wanted.tokens.reasoning_tokens ?? 0) > 0)
        expect(got().tokens.buckets.reasoning).toBe(wanted.tokens.reasoning_tokens)
    })

    it('has the cost that it reports itself', () => {
      // Langfuse reports none; the pydantic-ai spans inside it do.
      if (source === LANGFUSE) expect(got().cost.reported).toBe('0.00032265')
      else if (wanted.cost_usd === null) expect(got().cost.reported).toBeNull()
      else expect(Number(got().cost.reported)).toBeCloseTo(wanted.cost_usd, 5)
    })

    it('has its calls by model', () => {
      const once = wanted.counting_each_model_call_once
      if (once !== undefined) {
        expect(got().calls).toBe(once.calls)
        return
      }
      for (const [model, figures] of Object.entries(wanted.models ?? {})) {
        const found = got().models.find((entry) => entry.model === model)
        expect({ model, calls: found?.calls }).toEqual({ model, calls: figures.calls })
        if (figures.input_tokens !== undefined && source !== VERCEL)
          expect({ model, input: found?.tokens.input, output: found?.tokens.output }).toEqual({
            model,
            input: figures.input_tokens,
            output: figures.output_tokens,
          })
      }
    })

    it('has its sessions, users and tools', () => {
      if (wanted.sessions !== null) expect(got().sessions).toBe(wanted.sessions)
      if (wanted.users !== null) expect(got().users).toBe(wanted.users)
      for (const [written, calls] of Object.entries(wanted.tool_calls ?? {})) {
        // Langfuse shows the span's name; the tool's own name stands in the span.
        const tool = written.replace(/^running tool: /, '')
        expect({ tool, calls: got().tools.find((entry) => entry.tool === tool)?.calls }).toEqual({ tool, calls })
      }
    })
  })
})
