import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY, type Product, sharedData, startProduct, tempFolder } from '../support/product.ts'

/** Edge cases of the wire, as files, through the running product: what the API gives back is what was meant. */
const data = sharedData()

const TRACE = '5b8efff798038103d269b633813fc60c'
const [FIRST, SECOND] = ['eee19b7ec3c1b001', 'eee19b7ec3c1b002']
const START = '1795240800000000000'
const END = '1795240801000000000'

interface Case {
  readonly name: string
  /** Files in order of arrival, without their endings. */
  readonly files: readonly string[]
  readonly hasBinary: boolean
  /** By span id: what the API must say of it. Every span of the trace is named. */
  readonly spans: Readonly<Record<string, Record<string, unknown>>>
  readonly totals?: Record<string, unknown>
}

const CASES: readonly Case[] = [
  {
    name: 'base64 ids become hex',
    files: ['wire-base64-ids'],
    hasBinary: false,
    spans: { [FIRST]: { span_id: FIRST, start: START, end: END, model: 'gpt-4o' } },
  },
  {
    name: 'upper-case ids are lowered; empty and zero parents are none',
    files: ['wire-uppercase-ids-and-empty-parent'],
    hasBinary: false,
    spans: { [FIRST]: { span_id: FIRST, parent_span_id: null }, [SECOND]: { parent_span_id: null } },
  },
  {
    name: 'a negative duration is kept',
    files: ['wire-clock-skew-negative-duration'],
    hasBinary: true,
    spans: {
      [FIRST]: { start: START, running: false, otel: { start: START, end: '1795240799000000000' } },
      [SECOND]: { parent_span_id: FIRST, start: '1795240790000000000', end: END },
    },
  },
  {
    name: 'of duplicate keys the last wins',
    files: ['wire-duplicate-keys'],
    hasBinary: true,
    spans: { [FIRST]: { model: 'gpt-4o-mini', attributes: { 'gen_ai.request.model': 'gpt-4o-mini' } } },
  },
  {
    name: 'numbers of every form are exact',
    files: ['wire-int64-and-floats'],
    hasBinary: false,
    spans: {
      [FIRST]: {
        start: START,
        status: 'error',
        tokens: { input: 120, output: 25 },
        otel: { kind: 3, status_code: 2, status_message: 'x' },
        attributes: {
          'gen_ai.usage.input_tokens': 120,
          'gen_ai.usage.output_tokens': 25,
          big: '9007199254740993',
          neg: -5,
          'gen_ai.request.temperature': 1,
          dstr: 0.5,
          nan: 'NaN',
          inf: 'Infinity',
          empty: null,
          mixed: [0.5, -1, null],
          emptyArr: [],
          kvl: { a: 'b' },
          bytes: 'AAEC',
        },
      },
    },
    totals: { errors: 1, tokens: { input: 120, output: 25 } },
  },
  {
    name: 'a child before its parent, in a request of its own',
    files: ['wire-out-of-order.1-child', 'wire-out-of-order.2-parent'],
    hasBinary: true,
    spans: {
      [FIRST]: { parent_span_id: null, kind: 'agent', calls: 0, session: 'sess-7' },
      // The child takes its trace's session.
      [SECOND]: { parent_span_id: FIRST, kind: 'llm', calls: 1, session: 'sess-7' },
    },
    totals: { traces: 1, spans: 2, calls: 1, sessions: 1, rolled_up_traces: 0, tokens: { input: 120 } },
  },
  {
    name: 'an open span and its end are one, the end wins',
    files: ['wire-same-span-twice.1-open', 'wire-same-span-twice.2-final'],
    hasBinary: true,
    spans: { [FIRST]: { running: false, end: END, model: 'gpt-4o', tokens: { input: 120, output: null } } },
    totals: { spans: 1, calls: 1, tokens: { input: 120 } },
  },
  {
    name: 'the end before the open span is the same',
    files: ['wire-same-span-twice.2-final', 'wire-same-span-twice.1-open'],
    hasBinary: true,
    spans: { [FIRST]: { running: false, end: END, model: 'gpt-4o', tokens: { input: 120, output: null } } },
    totals: { spans: 1, calls: 1, tokens: { input: 120 } },
  },
  {
    name: 'snake_case names are read',
    files: ['wire-snake-case-keys'],
    hasBinary: false,
    spans: { [FIRST]: { start: START, end: END, model: 'gpt-4o', service: 'capture-app', tokens: { input: 7 } } },
  },
  {
    name: 'JSON that was cut stays, as text that says so',
    files: ['wire-truncated-json-attribute'],
    hasBinary: true,
    spans: {
      [FIRST]: {
        damaged: false,
        messages: [
          {
            role: 'user',
            parts: [
              {
                type: 'text',
                text: '[{"role":"user","parts":[{"type":"text","content":"a very long prom',
                truncated: true,
              },
            ],
          },
          { role: 'assistant', parts: [{ type: 'text', text: '<truncated 8192 chars>' }] },
        ],
        attributes: { 'llm.invocation_parameters': '{"temperature":0.2,"max_' },
        otel: { dropped_attributes: 4 },
      },
    },
  },
]

const TYPES = { json: 'application/json', bin: 'application/x-protobuf' } as const

describe.skipIf(data === undefined).concurrent('the wire', () => {
  const folder = tempFolder()
  let product: Product
  beforeAll(async () => {
    product = await startProduct({ data: folder.path })
  })
  afterAll(async () => {
    await product.stop()
    folder.remove()
  })

  const runs = CASES.flatMap((each) =>
    (each.hasBinary ? (['json', 'bin'] as const) : (['json'] as const)).map((type) => [each.name, type, each] as const),
  )

  it.each(runs)('%s (%s)', async (name, type, { files, spans, totals = {} }) => {
    const { key } = await product.api<{ key: string }>('/projects', {
      key: ADMIN_KEY,
      body: { name: `${name} ${type}` },
    })
    for (const file of files) {
      const answer = await fetch(`${product.otlp}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': TYPES[type], authorization: `Bearer ${key}` },
        body: readFileSync(path.join(data ?? '', 'captures/otlp', `${file}.${type}`)),
      })
      expect([answer.status, answer.headers.get('content-type')?.split(';')[0]]).toEqual([200, TYPES[type]])
      await product.drained({ key })
    }
    const { total } = await product.api<{ total: unknown }>('/totals', { key })
    expect(total).toMatchObject({ traces: 1, spans: Object.keys(spans).length, ...totals })
    const trace = await product.api<{ spans: { span_id: string }[] }>(`/traces/${TRACE}`, { key })
    expect(trace.spans.map((span) => span.span_id).sort()).toEqual(Object.keys(spans).sort())
    for (const [spanId, wanted] of Object.entries(spans))
      expect(await product.api(`/traces/${TRACE}/spans/${spanId}`, { key })).toMatchObject(wanted)
    const ledger = await product.api<{ total: unknown }>('/ledger', { key })
    expect(ledger.total).toMatchObject({ balanced: true, rejected: { total: 0 }, waiting: 0 })
  })
})
