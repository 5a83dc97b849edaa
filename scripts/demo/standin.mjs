// A local server that speaks OpenAI's protocol: chat completions (streamed or not, tools, token counts with cached and
// reasoning ones), responses and embeddings. It thinks nothing: what it says is decided by a function, so that the demo
// and the tests know every answer beforehand. A model named `fail-401`, `fail-429`, `fail-500` or `fail-stream` fails,
// and so does any model with the header `x-standin-fail: 429`.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'

export function startStandin(options = {}) {
  const standin = {
    seed: 'standin',
    reply: echo,
    beforeChunk: () => undefined,
    beforeAnswer: () => undefined,
    ...options,
  }
  const requests = []
  const server = createServer((request, response) => {
    answer(standin, requests, request, response).catch((error) => {
      if (!response.headersSent) sendJson(response, 500, { error: { message: String(error), type: 'server_error' } })
      else response.destroy()
    })
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      resolve({
        url: `http://127.0.0.1:${server.address().port}/v1`,
        requests,
        close: () =>
          new Promise((done) => {
            server.close(() => done())
            server.closeAllConnections()
          }),
      })
    })
  })
}

export function countTokens(text) {
  let tokens = 0
  for (const word of text.match(/\p{Script=Han}|[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu) ?? [])
    tokens += Math.max(1, Math.ceil(word.length / 5))
  return tokens
}

export function embed(text, dimensions = 256) {
  const vector = new Array(dimensions).fill(0)
  const words = text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  for (const word of words) {
    vector[bucketOf(word, dimensions)] += 2
    const letters = [...word]
    for (let i = 0; i + 1 < letters.length; i += 1) vector[bucketOf(letters[i] + letters[i + 1], dimensions)] += 1
  }
  const length = Math.hypot(...vector) || 1
  return vector.map((value) => value / length)
}

function bucketOf(text, dimensions) {
  return createHash('md5').update(text).digest().readUInt32LE(0) % dimensions
}

async function answer(standin, requests, request, response) {
  const bytes = []
  for await (const part of request) bytes.push(part)
  const text = Buffer.concat(bytes).toString('utf8')
  const body = text === '' ? {} : JSON.parse(text)
  const path = new URL(request.url, 'http://standin').pathname.replace(/^\/v1/, '')
  const told = { path, body, number: requests.length, headers: request.headers }
  requests.push(told)
  const failure = failureOf(body.model) ?? failureOf(`fail-${request.headers['x-standin-fail']}`)
  if (failure !== undefined) return sendJson(response, failure.status, { error: failure.error })
  await standin.beforeAnswer(told)
  if (path === '/chat/completions') return await chat(standin, told, response)
  if (path === '/responses') return await responses(standin, told, response)
  if (path === '/embeddings') return embeddings(told, response)
  sendJson(response, 404, { error: { message: `no such path: ${path}`, type: 'invalid_request_error' } })
}

const FAILURES = {
  401: { message: 'Incorrect API key provided.', type: 'invalid_request_error', code: 'invalid_api_key' },
  429: { message: 'Rate limit reached for requests.', type: 'requests', code: 'rate_limit_exceeded' },
  500: { message: 'The server had an error while processing your request.', type: 'server_error', code: null },
}

function failureOf(model) {
  const status = Number(/^fail-(401|429|500)$/.exec(model ?? '')?.[1])
  return Number.isNaN(status) ? undefined : { status, error: FAILURES[status] }
}

/** Repeats the last user message; where tools are offered, it calls the first one before. */
function echo({ body }) {
  const messages = body.messages ?? (Array.isArray(body.input) ? body.input : [{ role: 'user', content: body.input }])
  const isAnswered = messages.some(({ role, type }) => role === 'tool' || type === 'function_call_output')
  const [tool] = body.tools ?? []
  if (tool !== undefined && !isAnswered)
    return { toolCalls: [{ name: tool.function?.name ?? tool.name, arguments: { city: 'Tehran' } }] }
  return { content: `You said: ${plainText(messages.findLast(({ role }) => role === 'user')?.content)}` }
}

function plainText(content) {
  if (typeof content === 'string') return content
  return (content ?? []).map((part) => part.text ?? '').join(' ')
}

function idOf(standin, prefix, told) {
  const hash = createHash('sha256')
    .update(`${standin.seed}\0${told.number}\0${JSON.stringify(told.body)}`)
    .digest('hex')
  return `${prefix}${hash.slice(0, 24)}`
}

/** `gpt-4o` answers as `gpt-4o-2024-08-06`: a dated name, as the real service has it. */
function answeringModel(model) {
  return { 'gpt-4o': 'gpt-4o-2024-08-06', 'gpt-4o-mini': 'gpt-4o-mini-2024-07-18' }[model] ?? model
}

function usageOf(body, reply) {
  const messages = body.messages ?? (Array.isArray(body.input) ? body.input : [{ content: body.input }])
  const texts = messages.map((message) => plainText(message.content) + JSON.stringify(message.tool_calls ?? ''))
  const prompt =
    texts.reduce((sum, text) => sum + countTokens(text) + 4, 3) + countTokens(JSON.stringify(body.tools ?? ''))
  // The first message is the same in every turn, so from the second turn on it comes from the cache.
  const cached = messages.length > 2 ? Math.floor(countTokens(texts[0]) / 64) * 64 : 0
  const visible = countTokens(reply.content ?? '') + countTokens(JSON.stringify(reply.toolCalls ?? ''))
  const reasoning = /^(o\d|gpt-5)/.test(body.model) ? Math.ceil(visible / 32) * 64 : 0
  return { prompt, cached, completion: visible + reasoning, reasoning }
}

async function chat(standin, told, response) {
  const { body } = told
  const reply = standin.reply(told)
  const counted = usageOf(body, reply)
  const usage = {
    prompt_tokens: counted.prompt,
    completion_tokens: counted.completion,
    total_tokens: counted.prompt + counted.completion,
    prompt_tokens_details: { cached_tokens: counted.cached, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: counted.reasoning, audio_tokens: 0 },
  }
  const id = idOf(standin, 'chatcmpl-', told)
  const head = { id, created: 1_750_000_000 + told.number, model: answeringModel(body.model) }
  const calls = (reply.toolCalls ?? []).map((call, index) => ({
    id: `call_${id.slice(-12)}_${index}`,
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(call.arguments) },
  }))
  const finish = calls.length > 0 ? 'tool_calls' : 'stop'
  if (body.stream === true) return await streamChat(standin, told, response, { head, reply, calls, finish, usage })
  const message = {
    role: 'assistant',
    content: reply.content ?? null,
    refusal: null,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  }
  sendJson(response, 200, {
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message, logprobs: null, finish_reason: finish }],
    usage,
    service_tier: 'default',
    system_fingerprint: 'fp_standin',
  })
}

async function streamChat(standin, told, response, { head, reply, calls, finish, usage }) {
  const wantsUsage = told.body.stream_options?.include_usage === true
  const chunk = (delta, reason = null) => ({
    ...head,
    object: 'chat.completion.chunk',
    service_tier: 'default',
    system_fingerprint: 'fp_standin',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
    ...(wantsUsage ? { usage: null } : {}),
  })
  const chunks = [
    chunk({ role: 'assistant', content: calls.length > 0 ? null : '' }),
    ...pieces(reply.content ?? '').map((content) => chunk({ content })),
    ...calls.flatMap((call, index) => [
      chunk({ tool_calls: [{ index, ...call, function: { name: call.function.name, arguments: '' } }] }),
      ...pieces(call.function.arguments).map((part) =>
        chunk({ tool_calls: [{ index, function: { arguments: part } }] }),
      ),
    ]),
    chunk({}, finish),
    ...(wantsUsage ? [{ ...chunk({}), choices: [], usage }] : []),
  ]
  await sendEvents(
    standin,
    told,
    response,
    chunks.map((data) => ({ data })),
  )
}

async function responses(standin, told, response) {
  const { body } = told
  const reply = standin.reply(told)
  const counted = usageOf(body, reply)
  const id = idOf(standin, 'resp_', told)
  const base = { id, object: 'response', created_at: 1_750_000_000 + told.number, model: answeringModel(body.model) }
  const output = [
    ...(reply.toolCalls ?? []).map((call, index) => ({
      id: `fc_${id.slice(-12)}_${index}`,
      type: 'function_call',
      status: 'completed',
      call_id: `call_${id.slice(-12)}_${index}`,
      name: call.name,
      arguments: JSON.stringify(call.arguments),
    })),
    ...(reply.content === undefined ? [] : [outputMessage(id, reply.content)]),
  ]
  const usage = {
    input_tokens: counted.prompt,
    input_tokens_details: { cached_tokens: counted.cached },
    output_tokens: counted.completion,
    output_tokens_details: { reasoning_tokens: counted.reasoning },
    total_tokens: counted.prompt + counted.completion,
  }
  const whole = {
    ...base,
    status: 'completed',
    error: null,
    incomplete_details: null,
    output,
    usage,
    tools: body.tools ?? [],
  }
  if (body.stream !== true) return sendJson(response, 200, whole)
  let sequence = 0
  const event = (type, fields) => ({ event: type, data: { type, sequence_number: sequence++, ...fields } })
  await sendEvents(standin, told, response, [
    event('response.created', { response: { ...base, status: 'in_progress', output: [], usage: null } }),
    ...pieces(reply.content ?? '').map((delta) =>
      event('response.output_text.delta', {
        item_id: `msg_${id.slice(-12)}`,
        output_index: 0,
        content_index: 0,
        delta,
      }),
    ),
    event('response.completed', { response: whole }),
  ])
}

function outputMessage(id, content) {
  return {
    id: `msg_${id.slice(-12)}`,
    type: 'message',
    status: 'completed',
    role: 'assistant',
    content: [{ type: 'output_text', text: content, annotations: [] }],
  }
}

function embeddings({ body }, response) {
  const inputs = Array.isArray(body.input) ? body.input : [body.input]
  const tokens = inputs.reduce((sum, input) => sum + countTokens(String(input)), 0)
  const data = inputs.map((input, index) => {
    const vector = embed(String(input), body.dimensions ?? 256)
    const embedding =
      body.encoding_format === 'base64' ? Buffer.from(Float32Array.from(vector).buffer).toString('base64') : vector
    return { object: 'embedding', index, embedding }
  })
  sendJson(response, 200, {
    object: 'list',
    data,
    model: body.model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  })
}

/** A word at a time, spaces kept; the pieces joined are the text. */
function pieces(text) {
  return text.match(/\s*\S+|\s+$/g) ?? []
}

async function sendEvents(standin, told, response, events) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': `req_${told.number}` })
  for (const [index, { event, data }] of events.entries()) {
    await standin.beforeChunk(index, told)
    if (response.destroyed) return
    if (told.body.model === 'fail-stream' && index === 2) {
      response.destroy()
      return
    }
    await write(response, `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`)
  }
  response.end(told.path === '/chat/completions' ? 'data: [DONE]\n\n' : undefined)
}

/** Resolves when the text is on its way, or will never be. */
function write(response, text) {
  return new Promise((resolve) => response.write(text, () => resolve()))
}

function sendJson(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'req_standin' })
  response.end(JSON.stringify(body))
}
