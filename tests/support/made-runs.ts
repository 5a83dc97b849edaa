/**
 * Traffic that the public runs have none of, as bodies for the front door: searches with and without documents, calls
 * that say when their first token came, versions of a prompt, and what readers said of it. What is left out now and then is left out.
 */
import { llmSpan, otlpBody, type TestSpan } from './otlp.ts'

const RUNS = 60
const HOUR_MS = 3_600_000
/** Noon of a day that no other file of runs has. */
const START_MS = Date.UTC(2025, 4, 5, 12)
const PER_BODY = 20
const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')

export function madeRuns(): readonly string[] {
  const traces = Array.from({ length: RUNS }, (_, at) => runOf(at))
  return Array.from({ length: RUNS / PER_BODY }, (_, index) =>
    otlpBody(traces.slice(index * PER_BODY, (index + 1) * PER_BODY).flat(), {
      'service.name': 'library',
      'service.version': index === 0 ? '1.0' : '1.1',
    }),
  )
}

function runOf(at: number): readonly TestSpan[] {
  const traceId = `a5${hex(at + 1, 30)}`
  const spanId = (which: number) => `b6${hex(at * 8 + which, 14)}`
  const startMs = START_MS + at * 10 * 60_000 + (at % 3) * HOUR_MS
  const child = (which: number, span: TestSpan): TestSpan => ({
    ...span,
    traceId,
    spanId: spanId(which),
    parentSpanId: spanId(0),
  })
  const found = at % 6
  return [
    {
      traceId,
      spanId: spanId(0),
      name: `answer ${at % 2}`,
      startMs,
      durationMs: 3_000 + at * 7,
      attributes: {
        'gen_ai.operation.name': 'invoke_agent',
        'user.id': `reader-${at % 7}`,
        'session.id': `s-${at % 11}`,
        // What a reader said of the answer, now and then.
        ...(at % 4 === 1 ? {} : { reward: (at % 5) - 1 }),
      },
    },
    child(1, {
      name: `search ${at % 3 === 0 ? 'books' : 'letters'}`,
      startMs: startMs + 5,
      durationMs: 40 + ((at * 13) % 90),
      status: at % 9 === 0 ? 2 : 0,
      attributes: {
        'gen_ai.operation.name': 'retrieval',
        // Every sixth says nothing of what it found, and every sixth finds nothing.
        ...(found === 5 ? {} : { 'gen_ai.retrieval.documents': documents(found) }),
      },
    }),
    child(
      2,
      llmSpan({
        model: at % 4 === 0 ? 'gpt-4.1' : 'house-model',
        input: 300 + at,
        output: 20 + ((at * 5) % 60),
        startMs: startMs + 200,
        durationMs: 900 + at * 11,
        attributes: {
          ...(at % 5 === 0 ? {} : { 'gen_ai.response.time_to_first_chunk': 0.125 + ((at * 29) % 64) / 128 }),
          ...(at % 4 === 3 ? {} : { 'gen_ai.prompt.name': 'librarian', 'gen_ai.prompt.version': String((at % 3) + 1) }),
        },
      }),
    ),
  ]
}

const documents = (count: number) =>
  JSON.stringify(Array.from({ length: count }, (_, index) => ({ id: `book-${index}`, score: 1 / (index + 1) })))
