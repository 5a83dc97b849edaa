import { randomBytes } from 'node:crypto'
import { PROJECT_KEY } from './product.ts'

/** Small OTLP/JSON bodies for tests that talk to the door. */
export interface TestSpan {
  readonly traceId?: string
  readonly spanId?: string
  readonly parentSpanId?: string
  readonly name?: string
  readonly startMs?: number
  readonly durationMs?: number
  readonly attributes?: Readonly<Record<string, string | number | boolean>>
  readonly status?: number
}

export const newTraceId = (): string => randomBytes(16).toString('hex')
export const newSpanId = (): string => randomBytes(8).toString('hex')

function anyValue(value: string | number | boolean): Record<string, unknown> {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
}

export function otlpBody(
  spans: readonly TestSpan[],
  resource: Record<string, string> = { 'service.name': 'test' },
): string {
  const keyValues = (pairs: Readonly<Record<string, string | number | boolean>>) =>
    Object.entries(pairs).map(([key, value]) => ({ key, value: anyValue(value) }))
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: keyValues(resource) },
        scopeSpans: [{ scope: { name: 'test' }, spans: spans.map((span) => toOtlp(span, keyValues)) }],
      },
    ],
  })
}

function toOtlp(span: TestSpan, keyValues: (pairs: NonNullable<TestSpan['attributes']>) => unknown): unknown {
  const startMs = span.startMs ?? Date.now() - 1000
  return {
    traceId: span.traceId ?? newTraceId(),
    spanId: span.spanId ?? newSpanId(),
    ...(span.parentSpanId === undefined ? {} : { parentSpanId: span.parentSpanId }),
    name: span.name ?? 'span',
    kind: 1,
    startTimeUnixNano: `${startMs}000000`,
    endTimeUnixNano: `${startMs + (span.durationMs ?? 100)}000000`,
    attributes: keyValues(span.attributes ?? {}),
    status: { code: span.status ?? 0 },
  }
}

/** A chat call with usage, as the OTel GenAI conventions write it. */
export function llmSpan(span: TestSpan & { model?: string; input?: number; output?: number }): TestSpan {
  return {
    ...span,
    name: span.name ?? `chat ${span.model ?? 'gpt-4o'}`,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': span.model ?? 'gpt-4o',
      'gen_ai.usage.input_tokens': span.input ?? 100,
      'gen_ai.usage.output_tokens': span.output ?? 20,
      ...span.attributes,
    },
  }
}

/** As long as a client of the SDK waits on a bad day: then it gives up, or sends again. */
const ANSWER_MS = 60_000

export function postTraces(otlp: string, body: string, key: string | undefined = PROJECT_KEY): Promise<Response> {
  return fetch(`${otlp}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
    body,
    signal: AbortSignal.timeout(ANSWER_MS),
  })
}
