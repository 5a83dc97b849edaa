/**
 * What real libraries sent to a provider of our own (tests/capture), read to the end. The bill of every call is known,
 * so a golden cannot freeze a wrong count. UPDATE_GOLDEN=1 writes the goldens anew: read the difference.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { INPUT_BUCKETS, OUTPUT_BUCKETS, type TokenBucket } from '@vitrine/schemas'
import { expect, test } from 'vitest'
import { type Body, type ReadSpan, readBodies } from '../../support/dialects/captures.ts'

const folder = new URL('../../fixtures/captured/', import.meta.url)
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.json') && !/\.(?:logs|golden)\.json$/.test(file))
  .map((file) => file.slice(0, -'.json'.length))

function spansOf(name: string): readonly ReadSpan[] {
  const body = (ending: string): Body[] =>
    readdirSync(folder).includes(`${name}${ending}.json`)
      ? [{ bytes: readFileSync(new URL(`${name}${ending}.json`, folder)), type: 'json' }]
      : []
  return readBodies({ traces: body(''), logs: body('.logs') })
}

function goldenOf({ row, verdict, counts, content }: ReadSpan): unknown {
  const { tokens, startNs: _start, endNs: _end, content: _content, ...rest } = row
  const told = Object.fromEntries(Object.entries(rest).filter(([, value]) => isSaid(value)))
  const { attributes: _attributes, resourceAttributes: _resource, version: _version, ttftNs: _ttft, ...facts } = told
  return { ...facts, counts, ...(verdict === undefined ? {} : { verdict }), tokens, content }
}

function isSaid(value: unknown): boolean {
  return value !== '' && value !== null && value !== false && !(Array.isArray(value) && value.length === 0)
}

test.each(names)('%s gives its golden spans', (name) => {
  const path = new URL(`${name}.golden.json`, folder)
  const spans = JSON.parse(JSON.stringify(spansOf(name).map(goldenOf), (_, value: unknown) => plain(value)))
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, `${JSON.stringify(spans, null, 1)}\n`)
  expect(spans).toEqual(JSON.parse(readFileSync(path, 'utf8')))
})

function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

/** Of one call of tests/capture/provider.mjs; what a library leaves out of it is unknown. */
const BILLS = {
  openai: { input: 210, output: 33, cacheRead: 128, cacheWrite: 0, reasoning: 12 },
  anthropic: { input: 210, output: 21, cacheRead: 90, cacheWrite: 50, reasoning: 0 },
} as const
const CALLS: readonly (readonly [RegExp, number])[] = [
  [/-tools$/, 2],
  [/-(?:error|embeddings)$/, 0],
  [/./, 1],
]
/** Libraries that send no counts for a stream, and those that send the two totals only. */
const NO_STREAM_COUNTS = /^(?:openinference|openllmetry)-openai-stream$/
const TOTALS_ONLY = /^(?:otel-openai|openllmetry-openai)-/

test.each(names)('%s is billed as the provider billed it', (name) => {
  const spans = spansOf(name)
  const calls = CALLS.find(([pattern]) => pattern.test(name))?.[1] ?? 0
  const failures = name.endsWith('-error') ? 1 : 0
  const llm = spans.filter((span) => span.counts && span.row.kind === 'llm')
  expect(llm.length).toBe(calls + failures)
  expect(llm.filter(({ row }) => row.status === 'error').length).toBe(failures)
  const bill = name.startsWith('anthropic') ? BILLS.anthropic : BILLS.openai
  const sum = (buckets: readonly TokenBucket[]) =>
    llm.reduce((all, { row }) => all + buckets.reduce((own, bucket) => own + (row.tokens[bucket] ?? 0), 0), 0)
  if (NO_STREAM_COUNTS.test(name)) return expect(sum([...INPUT_BUCKETS, ...OUTPUT_BUCKETS])).toBe(0)
  expect([sum(INPUT_BUCKETS), sum(OUTPUT_BUCKETS)]).toEqual([bill.input * calls, bill.output * calls])
  if (TOTALS_ONLY.test(name)) return
  expect([sum(['cache_read']), sum(['cache_write']), sum(['reasoning'])]).toEqual([
    bill.cacheRead * calls,
    bill.cacheWrite * calls,
    bill.reasoning * calls,
  ])
})

test('every call that succeeded has its question and its answer', () => {
  for (const name of names) {
    for (const { row, counts, messages } of spansOf(name)) {
      if (!counts || row.kind !== 'llm') continue
      const sides = [messages.some((each) => !each.isOutput), messages.some((each) => each.isOutput)]
      expect(sides, `${name} ${row.name}`).toEqual([true, row.status !== 'error'])
    }
  }
})
