import type { Filter } from '@vitrine/schemas/filter'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { listTraces } from './lists.ts'
import { grantScope } from './project-scope.ts'
import { listSpans } from './spans.ts'
import { mulberry32 } from './test-random.ts'
import { at, filterOf, openTestStore, PROJECT, spanIdOf, spanRow, T0, type TestStore, traceIdOf } from './test-store.ts'
import type { Window } from './window.ts'

vi.setConfig({ testTimeout: 120_000 })

interface Made {
  readonly trace: number
  readonly span: number
  readonly start: number
  readonly kind: string
  readonly status: string
  readonly tool: string
}

const KINDS = ['llm', 'tool', 'retrieval'] as const
const random = mulberry32(7)
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
const SPANS: readonly Made[] = Array.from({ length: 90 }, (_, index) => ({
  trace: 1 + (index % 20),
  span: index + 1,
  start: Math.floor(random() * 6) * 10,
  kind: pick(KINDS),
  status: pick(['ok', 'error']),
  tool: pick(['', 'search']),
}))

let test: TestStore
const scope = grantScope(PROJECT)
beforeAll(async () => {
  test = await openTestStore()
  await test.store.insertRows(
    'spans',
    SPANS.map(({ trace, span, start, kind, status, tool }) =>
      spanRow(trace, span, { kind, status, tool_name: tool, start_time: at(start), end_time: at(start + 1) }),
    ),
  )
}, 60_000)
afterAll(() => test.close())

/** What the page of filters says, over plain objects. */
function holds(filter: Filter, span: Made): boolean {
  const trace = SPANS.filter((other) => other.trace === span.trace)
  switch (filter.kind) {
    case 'all':
      return true
    case 'and':
      return filter.of.every((part) => holds(part, span))
    case 'or':
      return filter.of.some((part) => holds(part, span))
    case 'not':
      return !holds(filter.of, span)
    case 'has':
      return trace.some((other) => holds(filter.of, other))
    case 'count': {
      const n = trace.filter((other) => holds(filter.of, other)).length
      const { op } = filter
      return op === 'is'
        ? n === filter.n
        : op === '>'
          ? n > filter.n
          : op === '>='
            ? n >= filter.n
            : op === '<'
              ? n < filter.n
              : n <= filter.n
    }
    case 'then': {
      const walk = (parts: readonly Filter[], after: number): boolean => {
        const [first, ...rest] = parts
        if (first === undefined) return true
        return trace.some((other) => other.start > after && holds(first, other) && walk(rest, other.start))
      }
      return walk(filter.of, -1)
    }
    case 'term': {
      const value = { kind: span.kind, status: span.status, tool: span.tool }[filter.field]
      return filter.op === 'set' ? value !== '' : filter.values.includes(String(value))
    }
    case 'text':
      throw new Error('not made here')
  }
}

const term = fc
  .constantFrom(
    'kind:llm',
    'kind:tool',
    'kind:retrieval',
    'status:error',
    'tool:search',
    'kind:llm,tool',
    '-status:error',
    'tool:*',
  )
  .map(filterOf)
const filters: fc.Arbitrary<Filter> = fc.letrec<{ node: Filter }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    term,
    tie('node').map((of): Filter => ({ kind: 'has', of })),
    fc
      .tuple(tie('node'), fc.constantFrom('is', '>', '>=', '<', '<=' as const), fc.nat(4))
      .map(([of, op, n]) => ({ kind: 'count', of, op, n }) as Filter),
    fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map((of): Filter => ({ kind: 'then', of })),
    fc.tuple(tie('node'), tie('node')).map(([a, b]): Filter => ({ kind: 'and', of: [a, b] })),
    fc.tuple(tie('node'), tie('node')).map(([a, b]): Filter => ({ kind: 'or', of: [a, b] })),
    tie('node').map((of): Filter => ({ kind: 'not', of })),
  ),
})).node

const EVER: Window = { fromNs: undefined, toNs: undefined }
const PART: Window = { fromNs: T0 + 15_000_000_000n, toNs: T0 + 35_000_000_000n }

it('asks about other spans of the trace, also of those outside the window', async () => {
  await fc.assert(
    fc.asyncProperty(filters, fc.constantFrom(EVER, PART), async (filter, window) => {
      const asked = { window, filter, sort: 'start', limit: 1000, cursor: undefined } as const
      const isIn = ({ start }: Made) => window === EVER || (start >= 15 && start < 35)
      const expected = SPANS.filter((span) => isIn(span) && holds(filter, span))
      const { spans } = await listSpans(test.store, scope, asked)
      expect(spans.map((span) => span.span_id).sort()).toEqual(expected.map(({ span }) => spanIdOf(span)).sort())
      const { traces } = await listTraces(test.store, scope, { ...asked, sort: '-start' })
      expect(traces.map((trace) => trace.trace_id).sort()).toEqual(
        [...new Set(expected.map(({ trace }) => traceIdOf(trace)))].sort(),
      )
    }),
    { numRuns: 20 },
  )
})

it.each([
  'has(kind:retrieval) -has(kind:retrieval status:ok)',
  'then(tool:search status:error, kind:llm)',
  'count(kind:tool) > 1 count():5',
])('reads %s', async (q) => {
  const filter = filterOf(q)
  const expected = SPANS.filter((span) => holds(filter, span))
  expect(expected.length).toBeGreaterThan(0)
  const { spans } = await listSpans(test.store, scope, {
    window: EVER,
    filter,
    sort: 'start',
    limit: 1000,
    cursor: undefined,
  })
  expect(spans).toHaveLength(expected.length)
})
