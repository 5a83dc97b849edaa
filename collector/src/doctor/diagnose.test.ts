import type { MappingRule } from '@vitrine/schemas'
import type { SpanDoctor } from '@vitrine/schemas/api'
import { describe, expect, test } from 'vitest'
import { decodeTraces } from '../decode/spans.ts'
import { EMPTY_BOOK } from '../enrich/price-book.ts'
import { diagnose } from './diagnose.ts'

type Attributes = Readonly<Record<string, string | number | boolean>>

interface Given {
  readonly attributes: Attributes
  readonly scope?: string
  readonly name?: string
  readonly parent?: string
  readonly resource?: Attributes
  readonly rules?: readonly MappingRule[]
}

function anyValue(value: string | number | boolean) {
  if (typeof value === 'string') return { stringValue: value }
  return typeof value === 'boolean' ? { boolValue: value } : { intValue: String(value) }
}

function examine({ attributes, scope = 'test', name = 'chat', parent, resource = {}, rules = [] }: Given): SpanDoctor {
  const pairs = (of: Attributes) => Object.entries(of).map(([key, value]) => ({ key, value: anyValue(value) }))
  const span = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    ...(parent === undefined ? {} : { parentSpanId: parent }),
    name,
    kind: 1,
    startTimeUnixNano: '1760000000000000000',
    endTimeUnixNano: '1760000001000000000',
    attributes: pairs(attributes),
  }
  const body = {
    resourceSpans: [
      { resource: { attributes: pairs(resource) }, scopeSpans: [{ scope: { name: scope }, spans: [span] }] },
    ],
  }
  const [decoded] = decodeTraces(Buffer.from(JSON.stringify(body)), 'json').spans
  if (decoded === undefined) throw new Error('not decoded')
  const { view, content } = decoded
  const row = { traceId: view.traceId, spanId: view.spanId, parentSpanId: view.parentSpanId, name: view.name, content }
  return diagnose(row, [], { projectId: 'p', rules, prices: EMPTY_BOOK })
}

function sourcesOf(doctor: SpanDoctor, field: string) {
  return doctor.fields.find((each) => each.field === field)?.sources.map(({ key, how }) => `${how} ${key}`)
}

const codesOf = (doctor: SpanDoctor) => doctor.missing.map(({ code }) => code)

const chat: Attributes = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.usage.input_tokens': 10,
  'gen_ai.usage.output_tokens': 4,
  'acme.shard': 'eu-1',
}

describe('what fed a field', () => {
  const doctor = examine({ attributes: chat })

  test('is the attribute without which it would differ', () => {
    expect(sourcesOf(doctor, 'model')).toEqual(['alone gen_ai.request.model'])
    expect(sourcesOf(doctor, 'kind')).toEqual(['shared gen_ai.operation.name', 'shared gen_ai.request.model'])
    expect(sourcesOf(doctor, 'tokens_input_uncached')).toEqual(['alone gen_ai.usage.input_tokens'])
    expect(sourcesOf(doctor, 'name')).toEqual(['span null'])
  })

  test('and what fed none is told, with what it holds', () => {
    expect(doctor.ignored).toEqual([{ key: 'acme.shard', value: 'eu-1' }])
  })

  test('several that say the same are all named, the one that is read first', () => {
    const both = examine({ attributes: { ...chat, 'session.id': 's1', 'langfuse.session.id': 's1' } })
    expect(sourcesOf(both, 'session')).toEqual(['shared session.id', 'shared langfuse.session.id'])
    expect(both.ignored.map(({ key }) => key)).toEqual(['acme.shard'])
  })

  test('a flattened conversation is one source', () => {
    const flat = examine({
      scope: 'openinference.instrumentation.openai',
      attributes: {
        'openinference.span.kind': 'LLM',
        'llm.input_messages.0.message.role': 'user',
        'llm.input_messages.0.message.content': 'hello',
        'llm.output_messages.0.message.role': 'assistant',
        'llm.output_messages.0.message.content': 'hi',
      },
    })
    expect(sourcesOf(flat, 'messages')).toEqual(['alone llm.input_messages.*', 'alone llm.output_messages.*'])
    expect(flat.ignored).toEqual([])
  })

  test('the resource where the span does not say', () => {
    const doctor = examine({ attributes: chat, resource: { 'deployment.environment.name': 'live' } })
    expect(sourcesOf(doctor, 'environment')).toEqual(['resource deployment.environment.name'])
  })

  test("the attribute that the project's rule names", () => {
    const rules = [{ id: 'r', attribute: 'acme.shard', field: 'session', scope: '' } as const]
    const doctor = examine({ attributes: chat, rules })
    expect(sourcesOf(doctor, 'session')).toEqual(['alone acme.shard'])
    expect(doctor.ignored).toEqual([])
  })
})

describe('the dialect', () => {
  test.each([
    [{ scope: 'openinference.instrumentation.openai', attributes: {} }, 'openinference', 'scope', null],
    [
      { scope: 'mine', attributes: { 'openinference.span.kind': 'LLM' } },
      'openinference',
      'attribute',
      'openinference.span.kind',
    ],
  ] as const)('%j is %s by its %s', (given, name, kind, key) => {
    expect(examine(given).dialect).toEqual({ name, by: { kind, key } })
  })

  test('none is none', () => {
    expect(examine({ attributes: { 'http.route': '/' } }).dialect).toEqual({ name: 'plain', by: null })
  })
})

describe('what is missing', () => {
  const without = (...keys: string[]) => Object.fromEntries(Object.entries(chat).filter(([key]) => !keys.includes(key)))
  const counts = ['gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens']

  test('the usage of a stream that was not asked for it', () => {
    const doctor = examine({ attributes: { ...without(...counts), 'gen_ai.request.stream': true } })
    const [first] = doctor.missing
    expect(first).toMatchObject({ field: 'tokens', code: 'stream_without_usage' })
    expect(first?.fix).toContain('include_usage')
  })

  test('the other calls of a span that stands for several', () => {
    const genAi = (history: string) =>
      examine({
        scope: 'openinference.instrumentation.google_genai',
        attributes: {
          'openinference.span.kind': 'LLM',
          'llm.model_name': 'gemini-2.5-flash',
          'llm.token_count.prompt': 130,
          'llm.token_count.completion': 30,
          'output.value': `{"candidates":[],"automatic_function_calling_history":${history}}`,
        },
      }).missing.map(({ code }) => code)
    expect(genAi('[{"parts":[]}]')).toContain('calls_in_one_span')
    expect(genAi('[{"parts":[]}]')).not.toContain('tokens_not_sent')
    expect(genAi('[]')).not.toContain('calls_in_one_span')
  })

  test('tokens, by what the library can do about it', () => {
    const doctor = examine({ scope: 'openinference.instrumentation.dspy', attributes: without(...counts) })
    expect(doctor.missing[0]).toMatchObject({ code: 'tokens_not_sent', fix: expect.stringContaining('LiteLLM') })
  })

  test('a price, content, a session', () => {
    expect(codesOf(examine({ attributes: chat }))).toEqual(['no_price', 'content_not_sent', 'session_not_sent'])
    expect(codesOf(examine({ attributes: chat, parent: '00f067aa0ba902b7' }))).toEqual(['no_price', 'content_not_sent'])
  })

  test('nothing, where everything is there', () => {
    const attributes = {
      ...chat,
      'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"hello"}]}]',
      'gen_ai.output.messages': '[{"role":"assistant","parts":[{"type":"text","content":"hi"}]}]',
      'session.id': 's',
    }
    expect(codesOf(examine({ attributes }))).toEqual(['no_price'])
    expect(codesOf(examine({ name: 'work', attributes: { 'session.id': 's' } }))).toEqual([])
  })
})
