import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { llmSpan, newSpanId, newTraceId, otlpBody, postTraces, type TestSpan } from '../support/otlp.ts'
import { type Product, startProduct, tempFolder, until } from '../support/product.ts'

/** From an unknown price to a priced history, and from an unread attribute to a field: over the public API alone. */
const folder = tempFolder()
let product: Product
beforeAll(async () => {
  product = await startProduct({ data: folder.path })
})
afterAll(async () => {
  await product.stop()
  folder.remove()
})

interface Job {
  readonly id: string
  readonly state: string
  readonly error: string | null
  readonly done: number
  readonly added: number
  readonly failed: number
  readonly difference: {
    readonly changed: number
    readonly calls: number
    readonly cost_before: string | null
    readonly cost_after: string | null
    readonly unpriced_before: number
    readonly unpriced_after: number
    readonly fields: Record<string, number>
    readonly models: readonly { model: string; calls: number; cost_before: string | null; cost_after: string | null }[]
  }
}

interface Totals {
  readonly total: {
    readonly calls: number
    readonly sessions: number
    readonly cost: { ours: string | null; priced_calls: number; unpriced_calls: number; reported: string | null }
  }
}

const get = <T>(path: string) => product.api<T>(path)
const post = <T>(path: string, body: unknown) => product.api<T>(path, { method: 'POST', body })
const totals = () => get<Totals>('/totals')

async function send(spans: readonly TestSpan[]): Promise<void> {
  const answer = await postTraces(product.otlp, otlpBody(spans))
  expect(answer.status).toBe(200)
  await product.drained()
}

async function run(body: unknown): Promise<Job> {
  const { id } = await post<Job>('/jobs', body)
  return await until('the job ends', async () => {
    const job = await get<Job>(`/jobs/${id}`)
    return job.state === 'running' ? undefined : job
  })
}

const priceOf = (input: string) => ({
  model: 'acme-*',
  tiers: [{ above: 0, per_million: { input_uncached: input, output: '4' } }],
})

const startMs = Date.now() - 60_000
const calls = [1, 2, 3].map((turn) =>
  llmSpan({
    traceId: newTraceId(),
    spanId: newSpanId(),
    startMs: startMs + turn,
    model: 'acme-large',
    input: 1_000_000,
    output: 500_000,
    attributes: { 'gen_ai.provider.name': 'acme', 'acme.conversation': `c${turn % 2}`, 'gen_ai.usage.cost': 0.25 },
  }),
)
const known = llmSpan({ traceId: newTraceId(), spanId: newSpanId(), startMs, model: 'gpt-4o', input: 100, output: 20 })

describe('an unknown price', () => {
  it('is unknown, and its model is in the inbox with its calls', async () => {
    await send([...calls, known])
    const { total } = await totals()
    expect(total.cost).toMatchObject({ ours: '0.00045', priced_calls: 1, unpriced_calls: 3, reported: '0.75' })
    const inbox = await get<{ models: Record<string, unknown>[]; unpriced_calls: number }>('/unpriced')
    expect(inbox.unpriced_calls).toBe(3)
    expect(inbox.models).toMatchObject([
      {
        model: 'acme-large',
        provider: 'acme',
        calls: 3,
        input_tokens: 3_000_000,
        output_tokens: 1_500_000,
        reported_cost: '0.75',
        first_seen: `${startMs + 1}000000`,
        last_seen: `${startMs + 3}000000`,
      },
    ])
  })

  it('is previewed before it is saved: a dry run changes nothing', async () => {
    const job = await run({ action: 'rederive', dry_run: true, draft_price: priceOf('2') })
    expect(job.error).toBeNull()
    expect(job.difference).toMatchObject({
      changed: 3,
      calls: 4,
      cost_before: '0.00045',
      cost_after: '12.00045',
      unpriced_before: 3,
      unpriced_after: 0,
      fields: { cost: 3 },
    })
    const acme = job.difference.models.find((each) => each.model === 'acme-large')
    expect(acme).toMatchObject({ calls: 3, cost_before: null, cost_after: '12' })
    expect((await totals()).total.cost.ours).toBe('0.00045')
    expect((await get<{ prices: unknown[] }>('/prices')).prices).toEqual([])
  })

  it('once saved holds for new spans, and after a job for all history', async () => {
    await post('/prices', priceOf('2'))
    expect((await totals()).total.cost.ours).toBe('0.00045')
    const job = await run({ action: 'rederive', dry_run: false })
    expect(job).toMatchObject({ state: 'done', added: 3, failed: 0 })
    expect((await totals()).total.cost).toMatchObject({ ours: '12.00045', priced_calls: 4, unpriced_calls: 0 })
    expect(await get('/unpriced')).toMatchObject({ models: [], unpriced_calls: 0, calls: 4 })
  })

  it('is not undone by a re-send of the old bytes', async () => {
    await send([...calls, known])
    expect((await totals()).total).toMatchObject({ calls: 4, cost: { ours: '12.00045', unpriced_calls: 0 } })
  })

  it('may be corrected, again and again, with the same result', async () => {
    const { prices } = await get<{ prices: { id: string }[] }>('/prices')
    await product.api(`/prices/${prices[0]?.id}`, { method: 'DELETE' })
    await post('/prices', priceOf('3'))
    const job = await run({ action: 'rederive', dry_run: false })
    expect(job.difference).toMatchObject({ cost_before: '12.00045', cost_after: '15.00045' })
    expect((await run({ action: 'rederive', dry_run: false })).difference.changed).toBe(0)
    expect((await totals()).total.cost.ours).toBe('15.00045')
  })

  it('keeps what the client said beside ours', async () => {
    const [call] = calls
    const span = await get<{ cost: unknown; price: unknown }>(`/traces/${call?.traceId}/spans/${call?.spanId}`)
    expect(span.cost).toMatchObject({ ours: '5', reported: '0.25' })
    expect(span.price).toMatchObject({ id: expect.stringMatching(/^project\//) })
  })
})

describe('a mapping rule', () => {
  const rules = [
    { attribute: 'acme.thread', field: 'session' },
    { attribute: 'acme.conversation', field: 'session' },
  ]

  it('is tried on a stored span before it is saved', async () => {
    const [call] = calls
    const tried = await post<{ fields: { field: string; before: string | null; after: string | null }[] }>(
      '/mapping/test',
      { trace_id: call?.traceId, span_id: call?.spanId, rules },
    )
    expect(tried.fields.filter((each) => each.before !== each.after)).toEqual([
      { field: 'session', before: null, after: 'c1' },
    ])
    expect((await totals()).total.sessions).toBe(0)
  })

  it('holds for new spans once saved, and for all after a job', async () => {
    await post('/mapping', { rules })
    expect(await get('/mapping')).toMatchObject({ rules: rules.map((rule) => ({ ...rule, scope: null })) })
    const dry = await run({ action: 'rederive', dry_run: true })
    expect(dry.difference).toMatchObject({ changed: 3, fields: { session: 3 } })
    await run({ action: 'rederive', dry_run: false })
    const { total } = await totals()
    expect(total).toMatchObject({ sessions: 2, calls: 4, cost: { ours: '15.00045' } })
  })
})

it('the doctor names the rule, the source of each field, and what is missing', async () => {
  const [call] = calls
  const doctor = await get<{
    dialect: { name: string; by: { kind: string } }
    fields: { field: string; sources: { key: string | null }[] }[]
    missing: { code: string; fix: string }[]
  }>(`/traces/${call?.traceId}/spans/${call?.spanId}/doctor`)
  const keysOf = (field: string) => doctor.fields.find((each) => each.field === field)?.sources.map(({ key }) => key)
  expect(doctor.dialect).toMatchObject({ name: 'otel-genai', by: { kind: 'attribute' } })
  expect(keysOf('session')).toEqual(['acme.conversation'])
  expect(keysOf('reported_cost')).toEqual(['gen_ai.usage.cost'])
  expect(keysOf('cost')).toContain('gen_ai.usage.input_tokens')
  expect(doctor.missing.map(({ code }) => code)).toEqual(['content_not_sent'])
})

describe('tokens that nobody sent', () => {
  const said = '[{"role":"user","parts":[{"type":"text","content":"How many tokens is this?"}]}]'
  const { attributes, ...rest } = llmSpan({ traceId: newTraceId(), spanId: newSpanId(), startMs: startMs + 10 })
  const silent: TestSpan = {
    ...rest,
    attributes: {
      ...Object.fromEntries(Object.entries(attributes ?? {}).filter(([key]) => !key.includes('usage'))),
      'gen_ai.input.messages': said,
    },
  }
  const estimate = async () => (await get<{ total: Estimate }>('/totals')).total
  interface Estimate {
    readonly calls_without_usage: number
    readonly tokens: { input: number }
    readonly tokens_estimated: { input: number | null; output: number | null }
  }

  it('are estimated apart from what was reported, and cost nothing', async () => {
    const before = await estimate()
    await send([silent])
    const after = await estimate()
    expect(after.tokens_estimated).toMatchObject({ input: 13, output: null })
    expect(after.tokens).toEqual(before.tokens)
    expect(after.calls_without_usage).toBe(1)
    const span = await get<{ tokens_estimated: { input: number }; tokens: { input: null }; cost: { ours: null } }>(
      `/traces/${silent.traceId}/spans/${silent.spanId}`,
    )
    expect(span).toMatchObject({ tokens_estimated: { input: 13 }, tokens: { input: null }, cost: { ours: null } })
  })

  it('are not, once that is switched off and history derived anew', async () => {
    await post('/reading', { estimate_tokens: false })
    await run({ action: 'rederive', dry_run: false })
    expect((await estimate()).tokens_estimated).toMatchObject({ input: null, output: null })
    await post('/reading', { estimate_tokens: true })
    const { difference } = await run({ action: 'rederive', dry_run: false })
    expect(difference).toMatchObject({ changed: 1, fields: { estimated_tokens: 1 } })
    expect((await estimate()).tokens_estimated.input).toBe(13)
  })
})

it('a job that is under way when the process dies is taken up by the next start', async () => {
  const job = await post<Job>('/jobs', { action: 'rederive', dry_run: false })
  await product.stop('SIGKILL')
  product = await startProduct({ data: folder.path })
  const ended = await until('the job ends', async () => {
    const now = await get<Job>(`/jobs/${job.id}`)
    return now.state === 'running' ? undefined : now
  })
  expect(ended.state).toBe('done')
  expect((await totals()).total).toMatchObject({ calls: 5, cost: { ours: '15.00045' } })
})
