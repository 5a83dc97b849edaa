import { TOKEN_BUCKETS } from '@vitrine/schemas'
import { describe, expect, it } from 'vitest'
import { linesOf, readSkeleton, type SkeletonPart } from './skeleton.ts'

const tokens = { input: null, output: null, buckets: Object.fromEntries(TOKEN_BUCKETS.map((bucket) => [bucket, null])) }
const cost = { ours: null, priced_calls: 0, unpriced_calls: 0, reported: null, reported_calls: 0 }
const header = {
  type: 'header',
  format: 1,
  trace: {
    trace_id: 'a'.repeat(32),
    client_trace_id: null,
    name: 'run',
    start: '1700000000000000000',
    end: null,
    duration: null,
    running: true,
    status: 'unset',
    spans: 2,
    errors: 1,
    service: null,
    user: null,
    session: null,
    tags: [],
    environment: null,
    release: null,
    calls: 1,
    calls_without_usage: 0,
    rolled_up: false,
    tokens,
    cost,
    models: [],
    ttft: null,
    scores: [],
    input_preview: null,
    output_preview: null,
  },
  start: '1700000000000000000',
  span_count: 2,
  buckets: ['input_uncached', 'output'],
}
const block = {
  type: 'spans',
  n: 2,
  tables: {
    name: ['گفتگو'],
    kind: ['llm', 'tool'],
    service: [],
    model: ['gpt-4o'],
    provider: [],
    error_type: ['Timeout'],
    agent: [],
    tool: [],
    user: [],
    session: [],
  },
  span_id: ['s1', 's2'],
  parent_span_id: [null, 's1'],
  name_index: [0, -1],
  kind_index: [0, 1],
  service_index: [-1, -1],
  model_index: [0, -1],
  provider_index: [-1, -1],
  error_type_index: [-1, 0],
  agent_index: [-1, -1],
  tool_index: [-1, -1],
  user_index: [-1, -1],
  session_index: [-1, -1],
  start: [0, 5],
  end: [10, null],
  running: [0, 1],
  status: [1, 2],
  calls: [1, 0],
  usage: [1, 0],
  ttft: [null, null],
  tokens_input: [0, null],
  tokens_output: [7, null],
  tokens: [
    [0, null],
    [7, null],
  ],
  cost_ours: ['0.000012', null],
  cost_reported: [null, null],
  scores: [[1, 'quality', 0.5, null]],
}

/** The stream in pieces of a few bytes, so that characters and lines are cut everywhere. */
async function* bytes(lines: readonly unknown[], size = 7): AsyncGenerator<Uint8Array> {
  const all = new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size)
}

async function read(lines: readonly unknown[]): Promise<SkeletonPart[]> {
  const parts: SkeletonPart[] = []
  for await (const part of readSkeleton(bytes(lines))) parts.push(part)
  return parts
}

describe('readSkeleton', () => {
  it('turns columns into spans and keeps unknown apart from zero', async () => {
    const parts = await read([header, block, { type: 'end', span_count: 2 }])
    expect(parts.map((part) => part.kind)).toEqual(['header', 'spans', 'end'])
    const [first, second] = parts[1]?.kind === 'spans' ? parts[1].spans : []
    expect(first).toMatchObject({
      name: 'گفتگو',
      kind: 'llm',
      status: 'ok',
      model: 'gpt-4o',
      isCall: true,
      tokens: { input: 0, output: 7, buckets: { input_uncached: 0, output: 7 } },
      costUsd: '0.000012',
    })
    expect(second).toMatchObject({
      parentSpanId: 's1',
      name: '',
      model: null,
      status: 'error',
      errorType: 'Timeout',
      endNs: null,
      isRunning: true,
      tokens: { input: null, output: null, buckets: { input_uncached: null, output: null } },
      scores: [{ name: 'quality', value: 0.5, text: null }],
    })
  })

  it('reads the answer to its end, past the end line', async () => {
    let isDrained = false
    async function* watched() {
      yield* bytes([header, block, { type: 'end', span_count: 2 }])
      yield new TextEncoder().encode('\n')
      isDrained = true
    }
    const kinds: string[] = []
    for await (const part of readSkeleton(watched())) kinds.push(part.kind)
    expect({ kinds, isDrained }).toEqual({ kinds: ['header', 'spans', 'end'], isDrained: true })
  })

  it.each([
    ['no end line', [header, block]],
    ['a block before the header', [block]],
    ['a column of another length', [header, { ...block, start: [0] }]],
    ['an error in the middle', [header, { type: 'error', code: 'internal', message: 'store went away' }]],
    ['a header of another shape', [{ ...header, span_count: 'many' }]],
  ])('says that the stream is broken: %s', async (_, lines) => {
    expect((await read(lines)).at(-1)?.kind).toBe('broken')
  })
})

it('joins lines whatever the cut', async () => {
  for (const size of [1, 2, 3, 1000]) {
    const lines: string[] = []
    for await (const line of linesOf(bytes(['سلام', 'b', 'c'], size))) lines.push(line)
    expect(lines).toEqual(['"سلام"', '"b"', '"c"'])
  }
})
