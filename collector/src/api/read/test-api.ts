/** The read routes over a small store of two projects, one of which asks: what its tests read by. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type NextFunction, type Request, type Response } from 'express'
import { clockAt } from '../../base/clock.ts'
import { grantScope } from '../../query/project-scope.ts'
import {
  at,
  OTHER_PROJECT,
  openTestStore,
  PROJECT,
  spanIdOf,
  spanRow,
  T0,
  type TestStore,
  traceIdOf,
  traceRow,
} from '../../query/test-store.ts'
import { ApiError } from '../api-error.ts'
import { setContext } from '../context.ts'
import { createReadRouter } from './router.ts'

const NOW = T0 + 3600_000_000_000n
/** What the queue counted as received; a test may add to it. */
export const received = [
  { projectId: PROJECT, day: '2026-03-01', keyId: 'k1', sdk: 'py', protocol: 'otlp_traces', spans: 10 },
  { projectId: OTHER_PROJECT, day: '2026-03-01', keyId: 'k9', sdk: 'js', protocol: 'otlp_traces', spans: 99 },
]
/** Records that waited in a log that was deleted. */
export const gone = { records: 0 }
const rejected = [
  {
    projectId: PROJECT,
    day: '2026-03-01',
    keyId: 'k1',
    sdk: 'py',
    protocol: 'otlp_traces',
    reason: 'bad_time',
    spans: 1,
  },
] as const
const waiting = new Map([
  [PROJECT, 0],
  [OTHER_PROJECT, 5],
])

/** Stands in the other project only. */
export const SECRET = 'top-secret'
export interface TestApi {
  readonly test: TestStore
  readonly base: string
  close(): Promise<void>
}

export async function openTestApi(): Promise<TestApi> {
  const test = await openTestStore()
  await fill(test)
  const server = createServer(appOf(test)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    test,
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.close()
      await test.close()
    },
  }
}

async function fill(test: TestStore): Promise<void> {
  const llm = {
    kind: 'llm',
    model: 'gpt-4o',
    provider: 'openai',
    tokens_input_uncached: 10,
    tokens_output: 5,
    cost_total: '0.25',
    ttft_ns: 100_000_000,
  }
  await test.store.insertRows('spans', [
    spanRow(1, 1, {
      kind: 'agent',
      name: 'root',
      start_time: at(1),
      end_time: at(5),
      input_preview: 'question',
      output_preview: 'answer',
      client_trace_id: 'my-trace',
      client_id: 'my-span',
      tags: ['a'],
    }),
    spanRow(1, 2, { ...llm, parent_span_id: spanIdOf(1), status: 'error', session_id: 's1' }),
    spanRow(2, 70, { ...llm, user_id: 'u1', start_time: at(70), end_time: at(72) }),
    spanRow(3, 200, { start_time: at(200), end_time: at(200), is_running: 1 }),
    ...Array.from({ length: 4 }, (_, n) => spanRow(10 + n, 300 + n)),
    spanRow(1, 9, {
      ...llm,
      project_id: OTHER_PROJECT,
      name: SECRET,
      model: SECRET,
      user_id: SECRET,
      session_id: SECRET,
      tokens_output: 987_654_321,
    }),
    spanRow(99, 9, {
      project_id: OTHER_PROJECT,
      name: SECRET,
      client_trace_id: SECRET,
      user_id: SECRET,
      session_id: SECRET,
      service: SECRET,
    }),
  ])
  await test.store.insertRows('traces', [traceRow(1, { session_id: 's1', start_time: at(1), end_time: at(5) })])
  await test.store.insertRows('span_content', [
    content(1, 2, {
      attribute_keys: ['gen_ai.input.messages', 'n'],
      attribute_types: 'si',
      attribute_values: ['[{"role":"user","parts":[{"type":"text","content":"سلام Hello"}]}]', '9007199254740993'],
    }),
    content(99, 9, {
      project_id: OTHER_PROJECT,
      attribute_keys: ['x'],
      attribute_types: 's',
      attribute_values: [`hello ${SECRET}`],
    }),
  ])
  await test.store.insertRows('scores', [
    { project_id: PROJECT, score_id: 'a', name: 'good', value: 1, target: 'trace', trace_id: traceIdOf(1), version: 1 },
    {
      project_id: PROJECT,
      score_id: 'b',
      name: 'good',
      value: 0,
      target: 'span',
      trace_id: traceIdOf(2),
      span_id: spanIdOf(70),
      version: 1,
    },
    {
      project_id: OTHER_PROJECT,
      score_id: 'x',
      name: SECRET,
      value: 1,
      target: 'trace',
      trace_id: traceIdOf(1),
      version: 1,
    },
  ])
  await test.store.insertRows('ingest_books', [
    book(0, { stored: 4, received: 4 }),
    book(1, { stored: 5, received: 6, rejected: 1 }),
    book(1, { stored: 5, received: 6, rejected: 1, version: 2 }),
    book(2, { project_id: OTHER_PROJECT, stored: 94, received: 94, key_id: SECRET }),
  ])
}

function content(trace: number, span: number, row: object) {
  return {
    project_id: PROJECT,
    hour: '2026-03-01 10:00:00',
    trace_id: traceIdOf(trace),
    start_time: at(span),
    span_id: spanIdOf(span),
    version: 1,
    ...row,
  }
}
export function book(offset: number, row: object) {
  return {
    queue: 'q',
    queue_partition: 0,
    queue_offset: offset,
    project_id: PROJECT,
    received_time: at(0),
    key_id: 'k1',
    sdk: 'py',
    protocol: 'otlp_traces',
    version: 1,
    ...row,
  }
}

function appOf(test: TestStore) {
  const app = express()
  app.set('query parser', 'simple')
  app.use((_request, response, next) => {
    setContext(response, {
      principal: { kind: 'key', id: 'k1', role: 'ingest', projects: [PROJECT] },
      scope: grantScope(PROJECT),
    })
    next()
  })
  app.use(
    createReadRouter({
      store: test.store,
      clock: clockAt(() => Number(NOW / 1_000_000n)),
      ledgerSources: {
        queue: {
          name: 'q',
          positions: () => [{ partition: 0, committed: 1_000 }],
          receivedCounts: () => received,
          goneRecords: () => gone.records,
          refresh: () => Promise.resolve(),
          isWaitingKnown: () => true,
          waitingByProject: () => waiting,
        },
        deadLetter: { counts: () => rejected },
        refusals: {
          list: () => [
            { projectId: PROJECT, day: '2026-03-01', status: 429, count: 3 },
            { projectId: null, keyPrefix: SECRET, day: '2026-03-01', status: 401, count: 7 },
          ],
        },
      },
    }),
  )
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const status = error instanceof ApiError ? error.status : 500
    response.status(status).json({ code: error instanceof ApiError ? error.code : String(error) })
  })
  return app
}
