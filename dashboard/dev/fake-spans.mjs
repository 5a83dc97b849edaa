// The made-up trace in the two shapes the trace view reads: the streamed skeleton and one span with its content.

const BUCKETS = ['input_uncached', 'cache_read', 'output', 'reasoning']
const TABLES = ['name', 'kind', 'service', 'model', 'provider', 'error_type', 'agent', 'tool', 'user', 'session']
const STATUS = { unset: 0, ok: 1, error: 2 }
const BLOCK = 2000

export function skeletonLines(trace) {
  const { matched: _matched, ...facts } = {
    ...trace.facts,
    input_preview: trace.question,
    output_preview: trace.answer,
  }
  const header = {
    type: 'header',
    format: 1,
    trace: facts,
    start: facts.start,
    span_count: trace.spans.length,
    buckets: BUCKETS,
  }
  const blocks = []
  for (let at = 0; at < trace.spans.length; at += BLOCK)
    blocks.push(block(trace.spans.slice(at, at + BLOCK), BigInt(facts.start)))
  return [header, ...blocks, { type: 'end', span_count: trace.spans.length }]
}

function block(spans, origin) {
  const tables = Object.fromEntries(
    TABLES.map((name) => [name, [...new Set(spans.map((span) => span[name]).filter((value) => value !== null))]]),
  )
  const offset = (time) => (time === null ? null : Number(BigInt(time) - origin))
  return {
    type: 'spans',
    n: spans.length,
    tables,
    ...Object.fromEntries(
      TABLES.map((name) => [`${name}_index`, spans.map((span) => tables[name].indexOf(span[name]))]),
    ),
    span_id: spans.map((span) => span.span_id),
    parent_span_id: spans.map((span) => span.parent_span_id),
    start: spans.map((span) => offset(span.start)),
    end: spans.map((span) => offset(span.end)),
    running: spans.map(() => 0),
    status: spans.map((span) => STATUS[span.status]),
    calls: spans.map((span) => span.calls),
    usage: spans.map((span) => span.calls),
    ttft: spans.map((span) => (span.ttft === null ? null : Number(span.ttft))),
    tokens_input: spans.map((span) => span.tokens.input),
    tokens_output: spans.map((span) => span.tokens.output),
    tokens: BUCKETS.map((bucket) => spans.map((span) => span.tokens.buckets[bucket] ?? null)),
    cost_ours: spans.map((span) => span.cost.ours),
    cost_reported: spans.map((span) => span.cost.reported),
    scores: [],
  }
}

function messagesOf(trace, span) {
  if (span.kind !== 'llm') return []
  return [
    { role: 'system', parts: [{ type: 'text', text: 'You are a helpful support agent.' }] },
    { role: 'user', parts: [{ type: 'text', text: trace.question }] },
    {
      role: 'assistant',
      parts: [
        { type: 'reasoning', text: 'I need the order first.' },
        { type: 'tool_call', id: 'call-1', name: 'search_orders', arguments: { id: 58113, note: 'سفارش' } },
      ],
    },
    {
      role: 'tool',
      parts: [
        {
          type: 'tool_result',
          id: 'call-1',
          name: 'search_orders',
          result: { state: 'shipped', big: '12345678901234567890' },
        },
      ],
    },
    { role: 'assistant', parts: [{ type: 'text', text: trace.answer }], finishReason: 'stop', isOutput: true },
  ]
}

export function spanDetail(trace, span) {
  const { facts } = trace
  return {
    ...span,
    trace_id: facts.trace_id,
    duration: span.end === null ? null : (BigInt(span.end) - BigInt(span.start)).toString(),
    environment: facts.environment,
    release: facts.release,
    tags: facts.tags,
    input_preview: trace.question,
    output_preview: trace.answer,
    input: { question: trace.question, options: { top_k: 5 } },
    output: trace.answer,
    messages: messagesOf(trace, span),
    tools:
      span.kind === 'llm'
        ? [{ name: 'search_orders', description: 'Finds orders', parameters: { type: 'object' } }]
        : [],
    documents:
      span.kind === 'retrieval' ? [{ id: 'doc-1', content: 'Refunds take 3 days. بازپرداخت سه روز', score: 0.82 }] : [],
    attributes: { 'gen_ai.operation.name': 'chat', 'app.count': '12345678901234567890', 'app.flag': true },
    attribute_types: { 'gen_ai.operation.name': 's', 'app.count': 'i', 'app.flag': 'b' },
    resource: { 'service.name': 'support-agent', 'telemetry.sdk.language': 'python' },
    scope: { name: 'openinference', version: '0.1' },
    events:
      span.error_type === null
        ? []
        : [
            {
              name: 'exception',
              time: span.end,
              attributes: { 'exception.type': span.error_type, 'exception.message': span.error_message },
            },
          ],
    links: [],
    otel: {
      kind: 1,
      status_code: 0,
      status_message: null,
      trace_state: null,
      flags: 1,
      schema_url: null,
      dropped_attributes: 0,
      start: span.start,
      end: span.end,
    },
    received: facts.end,
    dialect: 'otel-genai',
    sdk: 'opentelemetry/python 1.27.0',
    protocol: 'otlp_http',
    clock: 'ok',
    damaged: false,
    response_model: span.model,
    response_id: null,
    prompt_name: null,
    prompt_version: null,
    finish_reason: 'stop',
    stream: span.ttft !== null,
    tokens_estimated: {
      input: null,
      output: null,
      buckets: Object.fromEntries(BUCKETS.map((bucket) => [bucket, null])),
    },
    price: null,
    content: 'stored',
  }
}
