/** One product for all these files, a project of its own for each case, and requests that say a span in parts. */
import { afterAll, beforeAll, expect } from 'vitest'
import { newSpanId, newTraceId } from '../../support/otlp.ts'
import { ADMIN_KEY, type Product, pause, startProduct, tempFolder, until } from '../../support/product.ts'

const folder = tempFolder()
export let product: Product
beforeAll(async () => {
  product = await startProduct({ data: folder.path })
})
afterAll(async () => {
  await product.stop()
  folder.remove()
})

export type Value = string | number | boolean | null | { readonly [key: string]: Value } | readonly Value[]
export type Values = { readonly [key: string]: Value }

export interface Part {
  readonly traceId: string
  readonly spanId: string
  readonly [key: string]: unknown
}

export interface Detail {
  readonly name: string
  readonly kind: string
  readonly start: string
  readonly end: string | null
  readonly running: boolean
  readonly status: string
  readonly session: string | null
  readonly calls: number
  readonly tokens: { readonly input: number | null; readonly output: number | null }
  readonly parent_span_id: string | null
  readonly attributes: Values
  readonly events: readonly { readonly name: string; readonly body?: Value }[]
  readonly messages: readonly {
    readonly role: string
    readonly parts: readonly Values[]
    readonly isOutput?: boolean
  }[]
  readonly scores: readonly { readonly name: string }[]
  readonly input: Value
}

export interface Totals {
  readonly traces: number
  readonly spans: number
  readonly spans_by_kind: Readonly<Record<string, number>>
  readonly calls: number
  readonly rolled_up_traces: number
  readonly errors: number
  readonly tokens: { readonly input: number | null; readonly output: number | null }
  readonly scores: readonly Values[]
}

const START_NS = 1_790_000_000_000_000_000n
export const at = (ms: number): string => String(START_NS + BigInt(ms) * 1_000_000n)

function anyValue(value: Value): Values {
  if (value === null) return {}
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } }
  return { kvlistValue: { values: keyValues(value as Values) } }
}

export const keyValues = (values: Values): Value[] =>
  Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }))

const RESOURCE = { attributes: keyValues({ 'service.name': 'parts' }) }

export function spanBody(
  ...spans: readonly (Part & { readonly attributes?: Values; readonly scope?: string })[]
): string {
  const scopeSpans = spans.map(({ attributes = {}, scope = 'ai', ...span }) => ({
    scope: { name: scope },
    spans: [{ name: 'chat', kind: 3, ...span, attributes: keyValues(attributes) }],
  }))
  return JSON.stringify({ resourceSpans: [{ resource: RESOURCE, scopeSpans }] })
}

export interface Log {
  readonly traceId?: string
  readonly spanId?: string
  readonly name: string
  readonly ms?: number
  readonly body?: Value
  readonly attributes?: Values
}

export function logBody(...logs: readonly Log[]): string {
  const logRecords = logs.map(({ name, ms = 1, body, attributes = {}, ...ids }) => ({
    ...ids,
    timeUnixNano: at(ms),
    eventName: name,
    attributes: keyValues(attributes),
    ...(body === undefined ? {} : { body: anyValue(body) }),
  }))
  return JSON.stringify({ resourceLogs: [{ resource: RESOURCE, scopeLogs: [{ scope: { name: 'ai' }, logRecords }] }] })
}

export interface Delivery {
  readonly path: '/v1/traces' | '/v1/logs'
  readonly body: string
}
export const traces = (body: string): Delivery => ({ path: '/v1/traces', body })
export const logs = (body: string): Delivery => ({ path: '/v1/logs', body })

export interface Project {
  readonly key: string
  totals(): Promise<Totals>
  span(part: Part): Promise<Detail>
}

let nextLook: Promise<number> | undefined

/** What waits in the queue, of all projects; whoever asks while a look is prepared shares it. */
function waitingRecords(): Promise<number> {
  nextLook ??= pause(100).then(async () => {
    nextLook = undefined
    return (await product.api<{ queue: { waiting_records: number } }>('/ingest')).queue.waiting_records
  })
  return nextLook
}

/** Until nothing waits, of any project: all of them go in step, and the store is asked nothing. */
async function stored(): Promise<void> {
  await until('the queue to be empty', async () => ((await waitingRecords()) === 0 ? true : undefined), 240_000)
}

let projects = 0

/** A project of its own into which the deliveries went one by one: each is stored before the next is sent. */
export async function sent(deliveries: readonly Delivery[], oneByOne = true): Promise<Project> {
  const { key } = await product.api<{ key: string }>('/projects', {
    key: ADMIN_KEY,
    body: { name: `parts ${projects++}` },
  })
  for (const { path, body } of deliveries) {
    const answer = await fetch(`${product.otlp}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body,
    })
    expect([answer.status, await answer.text()]).toEqual([200, '{}'])
    if (oneByOne) await stored()
  }
  await stored()
  const ledger = await product.api<{ total: Record<string, unknown> }>('/ledger', { key })
  expect(ledger.total).toMatchObject({ balanced: true, rejected: { total: 0 } })
  return {
    key,
    totals: async () => (await product.api<{ total: Totals }>('/totals', { key })).total,
    span: ({ traceId, spanId }) => product.api<Detail>(`/traces/${traceId}/spans/${spanId}`, { key }),
  }
}

export function ids(): Part {
  return { traceId: newTraceId(), spanId: newSpanId() }
}

/** Every order of the list. */
export function orders<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]]
  return list.flatMap((first, index) =>
    orders(list.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
  )
}
