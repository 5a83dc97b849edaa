/**
 * Bedrock's `InvokeModel` hands bytes over: the model behind it speaks the protocol of its maker. Anthropic's, Nova's
 * (which is `Converse`'s), OpenAI's (gpt-oss, DeepSeek, newer Mistral and Qwen), and those that take a prompt and give a
 * text (Llama, Titan, Mistral, Cohere, AI21) are read.
 */
import { anthropicMessages } from '../anthropic/messages.ts'
import { type Fields, fieldsOf, listOf, number, present, text } from '../fields.ts'
import { chatOperation } from '../openai/chat.ts'
import { completionsOperation } from '../openai/completions.ts'
import { embeddingsOperation } from '../openai/embeddings.ts'
import type { Operation, StreamFold } from '../operation.ts'
import { bedrockConverse, bedrockConverseStream } from './converse.ts'

interface Dialect {
  readonly name: string
  readonly operation: Operation
  /** Into the words of the operation, where the model has others. */
  readonly asked?: (body: Fields) => Fields
  readonly answered?: (answer: Fields) => Fields
}

const CLAUDE: Dialect = { name: 'chat', operation: anthropicMessages }
const NOVA: Dialect = { name: 'chat', operation: { ...bedrockConverse, fold: () => converseFold() } }
const OPENAI: Dialect = { name: 'chat', operation: chatOperation, answered: withMetrics }
const EMBEDDING: Dialect = {
  name: 'embeddings',
  operation: embeddingsOperation,
  asked: ({ inputText, texts }) => ({ input: inputText ?? texts }),
  answered: ({ embedding, embeddings, inputTextTokenCount }) => ({
    data: [{ embedding: embedding ?? listOf(embeddings)[0] }],
    usage: { prompt_tokens: inputTextTokenCount },
  }),
}
const PLAIN: Dialect = {
  name: 'text_completion',
  operation: completionsOperation,
  asked: plainRequest,
  answered: plainAnswer,
}

export function bedrockInvoke(input: Fields, kind: 'whole' | 'stream'): Operation {
  const body = jsonOf(input.body)
  const { name, operation, asked = same, answered = same } = dialectOf(text(input.modelId) ?? '', body)
  const request = asked(body)
  return {
    name,
    model: (given) => text(given.modelId),
    isStream: () => kind === 'stream',
    request: () => operation.request(request),
    requestContent: (attributes, _given, limits) => operation.requestContent(attributes, request, limits),
    answer: (attributes, answer, limits) =>
      operation.answer(attributes, answer.body instanceof Uint8Array ? answered(jsonOf(answer.body)) : answer, limits),
    ...(kind === 'stream'
      ? { streamOf: (value: unknown) => fieldsOf(value).body, fold: () => decoding(operation, answered) }
      : {}),
  }
}

function dialectOf(modelId: string, body: Fields): Dialect {
  if (modelId.includes('anthropic.') || body.anthropic_version !== undefined) return CLAUDE
  if (modelId.includes('amazon.nova') || body.schemaVersion === 'messages-v1') return NOVA
  if (modelId.includes('embed')) return EMBEDDING
  return Array.isArray(body.messages) ? OPENAI : PLAIN
}

function same(fields: Fields): Fields {
  return fields
}

function converseFold(): StreamFold {
  return bedrockConverseStream.fold?.() ?? { add: () => undefined, answer: () => ({}) }
}

/** Events are bytes that hold JSON, or a fault. */
function decoding({ fold }: Operation, answered: (answer: Fields) => Fields): StreamFold {
  const inner = fold?.()
  let fault: unknown
  return {
    add: (item) => {
      const event = fieldsOf(item)
      const [name, said] = Object.entries(event).find(([key]) => key.endsWith('Exception')) ?? []
      if (name !== undefined) fault = said instanceof Error ? said : new Error(text(fieldsOf(said).message) ?? name)
      else inner?.add(answered(jsonOf(fieldsOf(event.chunk).bytes)))
    },
    answer: () => inner?.answer() ?? {},
    failure: () => fault ?? inner?.failure?.(),
  }
}

function plainRequest(body: Fields): Fields {
  const config = fieldsOf(body.textGenerationConfig)
  return {
    prompt: body.prompt ?? body.inputText ?? body.message,
    temperature: number(body.temperature) ?? config.temperature,
    top_p: number(body.top_p) ?? number(body.p) ?? config.topP,
    max_tokens: number(body.max_gen_len) ?? number(body.max_tokens) ?? config.maxTokenCount,
    stop: body.stop ?? body.stop_sequences ?? config.stopSequences,
  }
}

/** Of a whole answer, or of one event of a stream. */
function plainAnswer(answer: Fields): Fields {
  const several = listOf(answer.results ?? answer.outputs ?? answer.generations ?? answer.completions).map(fieldsOf)
  const choices = (several.length > 0 ? several : [answer]).map((each, index) => ({
    index,
    text: text(each.generation) ?? text(each.outputText) ?? text(each.text) ?? text(fieldsOf(each.data).text),
    finish_reason: text(each.stop_reason) ?? text(each.completionReason) ?? text(each.finish_reason),
  }))
  const metrics = fieldsOf(answer[METRICS])
  const usage = present({
    prompt_tokens:
      number(answer.prompt_token_count) ?? number(answer.inputTextTokenCount) ?? number(metrics.inputTokenCount),
    completion_tokens:
      number(answer.generation_token_count) ??
      number(several[0]?.tokenCount) ??
      number(answer.totalOutputTextTokenCount) ??
      number(metrics.outputTokenCount),
  })
  return { choices, ...(Object.keys(usage).length === 0 ? {} : { usage }) }
}

/** The last event of every stream has Bedrock's own counts. */
const METRICS = 'amazon-bedrock-invocationMetrics'

function withMetrics(answer: Fields): Fields {
  const { inputTokenCount, outputTokenCount } = fieldsOf(answer[METRICS])
  if (answer.usage || inputTokenCount === undefined) return answer
  return { ...answer, usage: { prompt_tokens: inputTokenCount, completion_tokens: outputTokenCount } }
}

function jsonOf(body: unknown): Fields {
  const json = body instanceof Uint8Array ? new TextDecoder().decode(body) : body
  return typeof json === 'string' ? fieldsOf(JSON.parse(json)) : {}
}
