import { expect, test } from 'vitest'
import { decodeLogs } from './logs.ts'
import { decodeTraces } from './spans.ts'

const SCOPE = 'com.anthropic.claude_code.events'
const END_NS = 1_772_000_010_000_000_000n

interface Facts {
  readonly name: string
  readonly scope?: string
  readonly ids?: object
  readonly attributes?: Readonly<Record<string, string>>
}

function logs(...records: readonly Facts[]): Buffer {
  const resourceLogs = records.map(({ name, scope = SCOPE, ids = {}, attributes = {} }) => ({
    resource: { attributes: [{ key: 'service.name', value: { stringValue: 'claude-code' } }] },
    scopeLogs: [
      {
        scope: { name: scope },
        logRecords: [
          {
            ...ids,
            timeUnixNano: String(END_NS),
            body: { stringValue: `claude_code.${name}` },
            attributes: Object.entries({
              'event.name': name,
              'session.id': 's-1',
              'prompt.id': 'p-1',
              ...attributes,
            }).map(([key, value]) => ({ key, value: { stringValue: value } })),
          },
        ],
      },
    ],
  }))
  return Buffer.from(JSON.stringify({ resourceLogs }))
}

const REQUEST: Facts = {
  name: 'api_request',
  attributes: { model: 'claude-haiku-4-5', input_tokens: '12', duration_ms: '1850', request_id: 'req_1' },
}
const told = (...records: readonly Facts[]) =>
  decodeLogs(logs(...records), 'json').told.flatMap((body) =>
    decodeTraces(body, 'protobuf').spans.map(({ view }) => view),
  )

test('a request that is told in a log record alone is a span', () => {
  const [view, ...others] = told(REQUEST)
  expect(others).toEqual([])
  expect(view).toMatchObject({ name: 'claude_code.llm_request', scopeName: SCOPE, statusCode: 0 })
  expect([view?.startNs, view?.endNs]).toEqual([END_NS - 1_850_000_000n, END_NS])
  expect([view?.get('span.type'), view?.get('input_tokens'), view?.get('model')]).toEqual([
    'llm_request',
    '12',
    'claude-haiku-4-5',
  ])
  expect(view?.resource('service.name')).toBe('claude-code')
})

test('what came of one prompt lies under it, each under an id that a re-send has again', () => {
  const tool: Facts = {
    name: 'tool_result',
    attributes: { tool_use_id: 'toolu_1', tool_name: 'Bash', success: 'true' },
  }
  const views = told({ name: 'user_prompt' }, REQUEST, tool)
  const prompt = views[0]
  expect(views.map(({ name }) => name)).toEqual([
    'claude_code.interaction',
    'claude_code.llm_request',
    'claude_code.tool',
  ])
  expect(views.map(({ parentSpanId }) => parentSpanId)).toEqual(['', prompt?.spanId, prompt?.spanId])
  expect(new Set(views.map(({ traceId }) => traceId)).size).toBe(1)
  expect(new Set(views.map(({ spanId }) => spanId)).size).toBe(3)
  expect(told(REQUEST)[0]?.spanId).toBe(views[1]?.spanId)
})

test('a failed request is an error', () => {
  const [view] = told({ name: 'api_error', attributes: { error: 'overloaded', request_id: 'req_2' } })
  expect(view).toMatchObject({ name: 'claude_code.llm_request', statusCode: 2, statusMessage: 'overloaded' })
})

test('records inside spans, of other events or of other programs tell of no span', () => {
  const ids = { traceId: '1'.repeat(32), spanId: '2'.repeat(16) }
  const records: Facts[] = [{ ...REQUEST, ids }, { name: 'tool_decision' }, { ...REQUEST, scope: 'somebody' }]
  expect(decodeLogs(logs(...records), 'json')).toMatchObject({ told: [], records: [], unused: 3 })
})
