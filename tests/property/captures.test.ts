import { readdirSync, readFileSync } from 'node:fs'
import type { SpanRow } from '@vitrine/schemas'
import { describe, expect, test } from 'vitest'
import { checkTraces } from '../../collector/src/decode/check.ts'
import { decodeTraces } from '../../collector/src/decode/spans.ts'
import { deriveSpan } from '../../collector/src/enrich/derive-span.ts'
import { EMPTY_BOOK } from '../../collector/src/enrich/price-book.ts'
import { contentOf } from '../../collector/src/mapping/messages.ts'
import { CONTEXT, dataPath, hasSharedData } from './shared-data.ts'
import { totalsOf } from './totals.ts'

interface Case {
  name: string
  truth: {
    llm_calls: number
    failed_attempts: number
    embedding_tokens: number
    llm_tokens: {
      input_total: number
      output_total: number
      cache_read: number
      cache_write: number
      reasoning: number
    }
  }
  visible_in_telemetry: { tokens_of_calls_found: number }
}

const PYTHON = 'captures/otlp-python/'
const JAVASCRIPT = 'captures/otlp/'
const cases: Case[] = hasSharedData ? JSON.parse(readFileSync(dataPath(`${PYTHON}TRUTH.json`), 'utf8')).cases : []

/** What the wire does not say cannot be read: each with the reason. */
const UNREADABLE: Record<string, string> = {
  'openinference-google-genai-tools': 'one span for two calls, with the counts of the last',
  'otel-google-genai-tools': 'one span for two calls, with the counts of the last',
  'strands-py-0.2-anthropictools': 'sends no cache counts',
}

function rowsOf(folder: string, files: readonly string[]): SpanRow[] {
  const newest = new Map<string, SpanRow>()
  for (const file of files) {
    const { spans, rejected } = decodeTraces(
      readFileSync(dataPath(folder + file)),
      file.endsWith('.json') ? 'json' : 'protobuf',
    )
    expect(rejected).toEqual([])
    for (const span of spans) {
      const row = deriveSpan(span, CONTEXT, EMPTY_BOOK)
      const key = row.traceId + row.spanId
      const known = newest.get(key)
      if (known === undefined || known.version < row.version) newest.set(key, row)
    }
  }
  return [...newest.values()]
}

function filesOf(name: string): string[] {
  const isOne = new RegExp(`^${name.replaceAll('.', '\\.')}(?:\\.\\d+)?\\.bin$`)
  return readdirSync(dataPath(PYTHON)).filter((file) => isOne.test(file))
}

describe.skipIf(!hasSharedData)('what Python libraries send', () => {
  const readable = cases.filter(
    ({ name, truth, visible_in_telemetry: visible }) =>
      !(name in UNREADABLE) && (visible.tokens_of_calls_found > 0 || truth.llm_tokens.input_total === 0),
  )

  test.each(readable)('$name is billed once', ({ name, truth }) => {
    const rows = rowsOf(PYTHON, filesOf(name))
    const totals = totalsOf(rows.filter((row) => row.kind !== 'embedding'))
    const { input_total: input, output_total: output } = truth.llm_tokens
    expect({ input: totals.input, output: totals.output }).toEqual({ input, output })
    expect(totals.calls).toBeGreaterThanOrEqual(truth.llm_calls)
    if (truth.failed_attempts === 0) expect(totals.calls).toBe(truth.llm_calls)
  })
})

describe.skipIf(!hasSharedData)('everything captured', () => {
  const files = hasSharedData
    ? [JAVASCRIPT, PYTHON].flatMap((folder) =>
        readdirSync(dataPath(folder))
          .filter((file) => /\.(?:json|bin)$/.test(file) && !/logs|TRUTH|manifest|versions/.test(file))
          .map((file) => folder + file),
      )
    : []

  test.each(files)('%s: the door and the reader agree, and every span opens', (file) => {
    const body = readFileSync(dataPath(file))
    const type = file.endsWith('.json') ? 'json' : 'protobuf'
    const { spans, rejected } = decodeTraces(body, type)
    expect(checkTraces(body, type)).toEqual({ kind: 'ok', spans: spans.length + rejected.length, rejected: [] })
    for (const span of spans) expect(Array.isArray(contentOf(span.view).messages)).toBe(true)
  })

  test('JSON and protobuf of one capture give the same rows', () => {
    const pairs = files.filter((file) => file.endsWith('.bin') && files.includes(file.replace(/bin$/, 'json')))
    expect(pairs.length).toBeGreaterThan(100)
    for (const file of pairs) {
      const [binary, json] = [file, file.replace(/bin$/, 'json')].map((name) =>
        rowsOf('', [name]).map(comparable).sort(),
      )
      expect(json, file).toEqual(binary)
    }
  })
})

function comparable(row: SpanRow): string {
  const { content: _content, version: _version, attributes, resourceAttributes, ...rest } = row
  const facts = { ...rest, attributes: [...attributes].sort(), resource: [...resourceAttributes].sort() }
  return JSON.stringify(facts, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}

describe.skipIf(!hasSharedData)('edge cases of the wire', () => {
  const rowsOfCase = (name: string): SpanRow[] => rowsOf(JAVASCRIPT, [name])

  test('reads base64 ids as the hex ids that they stand for', () => {
    for (const row of rowsOfCase('wire-base64-ids.json')) {
      expect(row.traceId).toMatch(/^[0-9a-f]{32}$/)
      expect(row.spanId).toMatch(/^[0-9a-f]{16}$/)
    }
  })

  test('lower-cases ids and takes an empty or zero parent for none', () => {
    const rows = rowsOfCase('wire-uppercase-ids-and-empty-parent.json')
    expect(rows.some((row) => row.parentSpanId === '')).toBe(true)
    for (const row of rows) expect(row.traceId + row.spanId).toMatch(/^[0-9a-f]{48}$/)
  })

  test('keeps 64-bit integers exact', () => {
    const values = rowsOfCase('wire-int64-and-floats.json').flatMap((row) => [...row.attributes.values()])
    const raw = readFileSync(dataPath(`${JAVASCRIPT}wire-int64-and-floats.json`), 'utf8')
    for (const [, digits] of raw.matchAll(/"intValue":\s*"?(-?\d{16,})"?/g)) expect(values).toContain(digits)
  })

  test('reads snake_case field names', () => {
    const [row] = rowsOfCase('wire-snake-case-keys.json')
    expect(row?.model).not.toBe('')
    expect(row?.startNs).toBeGreaterThan(0n)
  })

  test('lets the ended span win over its announcement, whichever comes first', () => {
    const files = ['wire-same-span-twice.1-open.json', 'wire-same-span-twice.2-final.json']
    const forward = rowsOf(JAVASCRIPT, files)
    const backward = rowsOf(JAVASCRIPT, [...files].reverse())
    expect(forward).toHaveLength(1)
    expect(forward[0]?.isRunning).toBe(false)
    expect(backward[0]?.version).toBe(forward[0]?.version)
  })

  test('takes the last of two values of one key', () => {
    const raw = JSON.parse(readFileSync(dataPath(`${JAVASCRIPT}wire-duplicate-keys.json`), 'utf8'))
    const span = raw.resourceSpans[0].scopeSpans[0].spans[0]
    const last = new Map(
      span.attributes.map((attribute: { key: string; value: object }) => [
        attribute.key,
        Object.values(attribute.value)[0],
      ]),
    )
    const [row] = rowsOfCase('wire-duplicate-keys.json')
    for (const [key, value] of row?.attributes ?? []) expect(value).toBe(String(last.get(key)))
  })

  test('never ends a span before it starts', () => {
    for (const row of rowsOfCase('wire-clock-skew-negative-duration.json'))
      expect(row.endNs).toBeGreaterThanOrEqual(row.startNs)
  })

  test('shows JSON that was cut as raw text, marked', () => {
    const body = readFileSync(dataPath(`${JAVASCRIPT}wire-truncated-json-attribute.json`))
    const messages = decodeTraces(body, 'json').spans.flatMap((span) => contentOf(span.view).messages)
    expect(messages.flatMap((message) => message.parts)).toContainEqual(
      expect.objectContaining({ type: 'text', truncated: true }),
    )
  })
})
