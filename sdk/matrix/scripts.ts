/** What providers say, written down by us in their protocols: short, in two scripts, with every kind of part. */
import type { Script } from './scripted-fetch.ts'

export const sse = (events: readonly { event?: string; data: unknown }[], end = ''): string =>
  events
    .map(({ event, data }) => `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`)
    .join('') + end

export const json = (body: unknown, status = 200): Script => ({
  status,
  contentType: 'application/json',
  body: JSON.stringify(body),
})
export const events = (body: string): Script => ({ contentType: 'text/event-stream', body })

/** OpenAI: chat completions. */
const chatHead = { id: 'chatcmpl-1', object: 'chat.completion', created: 1_750_000_000, model: 'gpt-4o-2024-08-06' }
const toolCall = { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"تهران"}' } }
const usage = {
  prompt_tokens: 21,
  completion_tokens: 9,
  total_tokens: 30,
  prompt_tokens_details: { cached_tokens: 8, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 4 },
}
export const openaiChat = json({
  ...chatHead,
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: '{"answer":"سلام 🙂"}', refusal: null },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage,
})
export const openaiTools = json({
  ...chatHead,
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: null, refusal: null, tool_calls: [toolCall] },
      finish_reason: 'tool_calls',
    },
  ],
  usage,
})
const chunk = (delta: unknown, finish: string | null = null, more: object = {}) => ({
  data: {
    ...chatHead,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...more,
  },
})
export const openaiChatStream = events(
  sse(
    [
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'سلا' }),
      chunk({ content: 'م 🙂' }),
      chunk({
        tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '' } }],
      }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '"تهران"}' } }] }),
      chunk({}, 'tool_calls'),
      { data: { ...chatHead, object: 'chat.completion.chunk', choices: [], usage } },
    ],
    'data: [DONE]\n\n',
  ),
)

/** Mistral speaks the same, and sends a tool call whole. */
export const mistralStream = events(
  sse(
    [
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'سلا' }),
      chunk({ content: 'م 🙂' }),
      chunk({ tool_calls: [{ ...toolCall, index: 0 }] }),
      chunk({}, 'tool_calls', { usage }),
    ],
    'data: [DONE]\n\n',
  ),
)

/** OpenAI: responses. */
const response = {
  id: 'resp_1',
  object: 'response',
  created_at: 1_750_000_000,
  status: 'completed',
  model: 'gpt-5-mini',
  error: null,
  incomplete_details: null,
  output: [
    { id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: 'thinking' }] },
    {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: 'سلام', annotations: [] }],
    },
  ],
  usage: {
    input_tokens: 21,
    input_tokens_details: { cached_tokens: 8 },
    output_tokens: 9,
    output_tokens_details: { reasoning_tokens: 4 },
    total_tokens: 30,
  },
}
export const openaiResponse = json(response)
export const openaiResponseStream = events(
  sse(
    [
      { type: 'response.created', sequence_number: 0, response: { ...response, status: 'in_progress', output: [] } },
      {
        type: 'response.output_item.added',
        sequence_number: 1,
        output_index: 0,
        item: { ...response.output[1], content: [] },
      },
      {
        type: 'response.content_part.added',
        sequence_number: 2,
        item_id: 'msg_1',
        output_index: 0,
        content_index: 0,
        part: { type: 'output_text', text: '', annotations: [] },
      },
      {
        type: 'response.output_text.delta',
        sequence_number: 3,
        item_id: 'msg_1',
        output_index: 0,
        content_index: 0,
        delta: 'سلام',
      },
      { type: 'response.completed', sequence_number: 4, response },
    ].map((data) => ({ event: data.type, data })),
  ),
)
export const openaiEmbeddings = json({
  object: 'list',
  model: 'text-embedding-3-small',
  data: [{ object: 'embedding', index: 0, embedding: [0.5, -0.25, 1] }],
  usage: { prompt_tokens: 3, total_tokens: 3 },
})
export const openaiImages = json({
  created: 1_750_000_000,
  data: [{ b64_json: 'A'.repeat(90_000) }, { url: 'https://images.example/2.png' }],
  output_format: 'png',
  usage: {
    input_tokens: 12,
    output_tokens: 272,
    total_tokens: 284,
    input_tokens_details: { text_tokens: 12, image_tokens: 0 },
  },
})
export const openaiTranscription = json({
  text: 'سلام دنیا',
  usage: {
    type: 'tokens',
    input_tokens: 14,
    output_tokens: 5,
    total_tokens: 19,
    input_token_details: { audio_tokens: 14 },
  },
})
export const openaiSpeech: Script = { contentType: 'audio/mpeg', body: 'not really a sound' }
export const openaiCompletion = json({
  id: 'cmpl-1',
  object: 'text_completion',
  created: 1,
  model: 'gpt-3.5-turbo-instruct',
  choices: [{ index: 0, text: ' world', finish_reason: 'length', logprobs: null }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
})
export const openaiBatch = json({
  id: 'batch_1',
  object: 'batch',
  endpoint: '/v1/chat/completions',
  status: 'validating',
  input_file_id: 'file_1',
  request_counts: { total: 3, completed: 0, failed: 0 },
})
export const openaiError = json(
  { error: { message: 'Rate limit reached', type: 'requests', code: 'rate_limit_exceeded' } },
  429,
)

/** Anthropic. */
const message = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-of-the-test',
  stop_reason: 'tool_use',
  stop_sequence: null,
}
const claudeUsage = {
  input_tokens: 10,
  cache_creation_input_tokens: 5,
  cache_read_input_tokens: 20,
  cache_creation: { ephemeral_5m_input_tokens: 2, ephemeral_1h_input_tokens: 3 },
  output_tokens: 33,
  service_tier: 'standard',
}
export const anthropicMessage = json({
  ...message,
  content: [
    { type: 'thinking', thinking: 'hmm', signature: 'sig' },
    { type: 'text', text: 'سلام 🙂' },
    { type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: { city: 'تهران' } },
  ],
  usage: claudeUsage,
})
const claudeEvents = [
  {
    type: 'message_start',
    message: { ...message, stop_reason: null, content: [], usage: { ...claudeUsage, output_tokens: 1 } },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'hmm' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'sig' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
  { type: 'ping' },
  { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'سلام' } },
  { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: ' 🙂' } },
  { type: 'content_block_stop', index: 1 },
  {
    type: 'content_block_start',
    index: 2,
    content_block: { type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: {} },
  },
  { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: '{"city":' } },
  { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: '"تهران"}' } },
  { type: 'content_block_stop', index: 2 },
  { type: 'message_delta', delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: { output_tokens: 33 } },
  { type: 'message_stop' },
]
export const anthropicStream = events(sse(claudeEvents.map((data) => ({ event: data.type, data }))))
export const anthropicStreamError = events(
  sse([
    ...claudeEvents.slice(0, 3).map((data) => ({ event: data.type, data })),
    { event: 'error', data: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } } },
  ]),
)
export const anthropicError = json({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 529)

export const anthropicBatch = json({
  id: 'msgbatch_1',
  type: 'message_batch',
  processing_status: 'in_progress',
  request_counts: { processing: 1, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
  results_url: null,
})

/** Gemini. */
const geminiUsage = {
  promptTokenCount: 21,
  candidatesTokenCount: 5,
  thoughtsTokenCount: 4,
  cachedContentTokenCount: 8,
  totalTokenCount: 30,
}
const candidate = (parts: unknown[], finishReason?: string) => ({
  candidates: [
    { index: 0, content: { role: 'model', parts }, ...(finishReason === undefined ? {} : { finishReason }) },
  ],
  modelVersion: 'gemini-2.5-flash',
  responseId: 'resp_1',
})
const geminiParts = [
  { text: 'hmm', thought: true },
  { text: 'سلام 🙂' },
  { functionCall: { id: 'c1', name: 'get_weather', args: { city: 'تهران' } } },
]
export const geminiAnswer = json({ ...candidate(geminiParts, 'STOP'), usageMetadata: geminiUsage })
export const geminiStream = events(
  sse([
    {
      data: {
        ...candidate([{ text: 'hmm', thought: true }]),
        usageMetadata: { promptTokenCount: 21, totalTokenCount: 21 },
      },
    },
    { data: candidate([{ text: 'سلام' }]) },
    { data: candidate([{ text: ' 🙂' }]) },
    { data: { ...candidate([geminiParts[2]], 'STOP'), usageMetadata: geminiUsage } },
  ]),
)

/** What it says once it knows what its tool said. */
const geminiSaid = {
  ...candidate([{ text: 'سلام 🙂' }], 'STOP'),
  usageMetadata: { promptTokenCount: 40, candidatesTokenCount: 3, totalTokenCount: 43 },
}
export const geminiText = json(geminiSaid)
export const geminiTextStream = events(sse([{ data: geminiSaid }]))

/** Bedrock's `Converse`. */
export const bedrockConverse = json({
  output: {
    message: {
      role: 'assistant',
      content: [
        { reasoningContent: { reasoningText: { text: 'hmm' } } },
        { text: 'سلام 🙂' },
        { toolUse: { toolUseId: 't1', name: 'get_weather', input: { city: 'تهران' } } },
      ],
    },
  },
  stopReason: 'tool_use',
  usage: { inputTokens: 10, outputTokens: 9, cacheReadInputTokens: 8, cacheWriteInputTokens: 3, totalTokens: 30 },
  metrics: { latencyMs: 5 },
})

export const geminiBatch = json({ name: 'batches/1', metadata: { state: 'BATCH_STATE_PENDING' } })

/** Mistral. */
export const mistralBatch = json({
  id: 'b7f7b0c2-0f5a-4a4e-9a39-0d9b6f3b7a11',
  object: 'batch',
  input_files: ['5b2f9f4e-7a51-4a1e-8f0e-2d7d3a1f6c55'],
  endpoint: '/v1/chat/completions',
  errors: [],
  status: 'QUEUED',
  created_at: 1_750_000_000,
  total_requests: 3,
  completed_requests: 0,
  succeeded_requests: 0,
  failed_requests: 0,
})

/** Ollama. */
const line = (message: object, more: object = {}) =>
  `${JSON.stringify({ model: 'llama3.2', created_at: '2026-01-01T00:00:00Z', message: { role: 'assistant', content: '', ...message }, done: false, ...more })}\n`
const ollamaDone = { done: true, done_reason: 'stop', prompt_eval_count: 21, eval_count: 9, total_duration: 5 }
export const ollamaAnswer: Script = {
  contentType: 'application/json',
  body: line(
    {
      content: 'سلام 🙂',
      thinking: 'hmm',
      tool_calls: [{ function: { name: 'get_weather', arguments: { city: 'تهران' } } }],
    },
    ollamaDone,
  ),
}
export const ollamaStream: Script = {
  contentType: 'application/x-ndjson',
  body: [
    line({ thinking: 'hmm' }),
    line({ content: 'سلام' }),
    line({ content: ' 🙂' }),
    line({ tool_calls: [{ function: { name: 'get_weather', arguments: { city: 'تهران' } } }] }),
    line({}, ollamaDone),
  ].join(''),
}
export const ollamaEmbed = json({ model: 'nomic', embeddings: [[0.5, 1]], prompt_eval_count: 3 })
