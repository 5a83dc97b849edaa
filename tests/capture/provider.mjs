/** A provider on loopback that answers by script: the same words and the same bill for every call, at once. */
import { createServer } from 'node:http'

const TEXT = 'It rains in Tehran, 9 degrees.'
const TOOL = { name: 'get_weather', arguments: '{"city":"Tehran"}' }
const OPENAI_USAGE = {
  prompt_tokens: 210,
  completion_tokens: 33,
  total_tokens: 243,
  prompt_tokens_details: { cached_tokens: 128, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 12, audio_tokens: 0 },
}
const ANTHROPIC_USAGE = {
  input_tokens: 70,
  output_tokens: 21,
  cache_read_input_tokens: 90,
  cache_creation_input_tokens: 50,
  cache_creation: { ephemeral_5m_input_tokens: 50, ephemeral_1h_input_tokens: 0 },
  service_tier: 'standard',
}

/** Resolves to its address and a function that closes it. */
export async function startProvider() {
  let answers = 0
  const server = createServer((request, response) => void answer(request, response))
  async function answer(request, response) {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const body = JSON.parse(Buffer.concat(chunks).toString() || '{}')
    const said = answerTo(request.url, body, ++answers)
    if (said.events === undefined) {
      response.writeHead(said.status, { 'content-type': 'application/json', 'x-request-id': `req_${answers}` })
      response.end(JSON.stringify(said.body))
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': `req_${answers}` })
    for (const event of said.events) response.write(event)
    response.end()
  }
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }
}

function answerTo(url, body, n) {
  if (String(body.model).startsWith('error-')) return failure(body.model)
  if (url.endsWith('/chat/completions')) return body.stream ? chatStream(body, n) : { status: 200, body: chat(body, n) }
  if (url.endsWith('/embeddings')) return { status: 200, body: embeddings(body) }
  if (url.endsWith('/messages')) return { status: 200, body: claude(body, n) }
  return { status: 404, body: { error: { message: `nothing at ${url}` } } }
}

function failure(model) {
  const status = Number(model.slice('error-'.length))
  return {
    status,
    body: { error: { message: 'The key is not right.', type: 'invalid_request_error', code: 'invalid_api_key' } },
  }
}

/** A tool is called once: when tools are offered, and no result is in the history. */
function wantsTool({ tools, messages }) {
  const last = messages.at(-1)
  const hasResult =
    last.role === 'tool' || (Array.isArray(last.content) && last.content.some((part) => part.type === 'tool_result'))
  return Array.isArray(tools) && tools.length > 0 && !hasResult
}

function chat(body, n) {
  const calls = wantsTool(body)
  const message = calls
    ? { role: 'assistant', content: null, tool_calls: [{ id: 'call_1', type: 'function', function: TOOL }] }
    : { role: 'assistant', content: TEXT, refusal: null }
  return {
    id: `chatcmpl-capture${n}`,
    object: 'chat.completion',
    created: 1_772_000_000,
    model: `${body.model}-2026-01-01`,
    choices: [{ index: 0, message, finish_reason: calls ? 'tool_calls' : 'stop', logprobs: null }],
    usage: OPENAI_USAGE,
    service_tier: 'default',
    system_fingerprint: 'fp_capture',
  }
}

function chatStream(body, n) {
  const head = {
    id: `chatcmpl-capture${n}`,
    object: 'chat.completion.chunk',
    created: 1_772_000_000,
    model: `${body.model}-2026-01-01`,
  }
  const words = TEXT.split(/(?<= )/)
  const chunks = [
    ...words.map((content, index) => ({
      ...head,
      choices: [{ index: 0, delta: { ...(index === 0 ? { role: 'assistant' } : {}), content }, finish_reason: null }],
    })),
    { ...head, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    ...(body.stream_options?.include_usage ? [{ ...head, choices: [], usage: OPENAI_USAGE }] : []),
  ]
  return { events: [...chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`), 'data: [DONE]\n\n'] }
}

function embeddings({ model, input }) {
  const texts = Array.isArray(input) ? input : [input]
  const data = texts.map((_, index) => ({ object: 'embedding', index, embedding: [0.25, -0.5, 1] }))
  return { object: 'list', data, model, usage: { prompt_tokens: 7 * texts.length, total_tokens: 7 * texts.length } }
}

function claude(body, n) {
  const calls = wantsTool(body)
  const content = calls
    ? [{ type: 'tool_use', id: 'toolu_1', name: TOOL.name, input: JSON.parse(TOOL.arguments) }]
    : [{ type: 'text', text: TEXT }]
  return {
    id: `msg_capture${n}`,
    type: 'message',
    role: 'assistant',
    model: body.model,
    content,
    stop_reason: calls ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: ANTHROPIC_USAGE,
  }
}
