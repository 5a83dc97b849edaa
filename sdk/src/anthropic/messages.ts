/** `messages.create` of Anthropic: its request, its answer and its events as attributes of the GenAI conventions. */
import type { Attributes } from '@opentelemetry/api'
import { type Fields, fieldsOf, listOf, number, present, setAll, text } from '../fields.ts'
import type { Operation, StreamFold } from '../operation.ts'
import { putJson } from '../values.ts'
import { anthropicMessage, anthropicParts } from './blocks.ts'

export const anthropicMessages: Operation = {
  name: 'chat',
  request: (body) =>
    present<Attributes[string]>({
      'gen_ai.request.max_tokens': number(body.max_tokens),
      'gen_ai.request.temperature': number(body.temperature),
      'gen_ai.request.top_p': number(body.top_p),
      'gen_ai.request.top_k': number(body.top_k),
      'gen_ai.request.stop_sequences': Array.isArray(body.stop_sequences) ? body.stop_sequences.map(String) : undefined,
      'gen_ai.request.reasoning.level': text(fieldsOf(body.output_config).effort),
      'gen_ai.output.type': hasFormat(body) ? 'json' : undefined,
      'anthropic.request.thinking.budget_tokens': number(fieldsOf(body.thinking).budget_tokens),
    }),
  requestContent: (attributes, body, limits) => {
    const system = anthropicParts(body.system)
    if (system.length > 0) putJson(attributes, 'gen_ai.system_instructions', system, limits)
    putJson(attributes, 'gen_ai.input.messages', listOf(body.messages).map(anthropicMessage), limits)
    if (listOf(body.tools).length > 0)
      putJson(attributes, 'gen_ai.tool.definitions', listOf(body.tools).map(definition), limits)
  },
  answer: (attributes, answer, limits) => {
    const reason = text(answer.stop_reason)
    setAll(
      attributes,
      {
        'gen_ai.response.id': text(answer.id),
        'gen_ai.response.model': text(answer.model),
        'gen_ai.response.finish_reasons': reason === undefined ? undefined : [reason],
      },
      anthropicUsage(answer.usage),
    )
    if (limits.content && listOf(answer.content).length > 0)
      putJson(
        attributes,
        'gen_ai.output.messages',
        [{ role: 'assistant', parts: anthropicParts(answer.content), ...present({ finish_reason: reason }) }],
        limits,
      )
  },
  fold: () => new MessageFold(),
}

/** Conventions: input includes what was read from and written to the cache; Anthropic counts them apart. */
export function anthropicUsage(value: unknown): Attributes {
  const usage = fieldsOf(value)
  const input = number(usage.input_tokens)
  const read = number(usage.cache_read_input_tokens)
  const written = number(usage.cache_creation_input_tokens)
  const byTime = fieldsOf(usage.cache_creation)
  return present<Attributes[string]>({
    'gen_ai.usage.input_tokens': input === undefined ? undefined : input + (read ?? 0) + (written ?? 0),
    'gen_ai.usage.output_tokens': number(usage.output_tokens),
    'gen_ai.usage.cache_read.input_tokens': read,
    'gen_ai.usage.cache_write.input_tokens': written,
    'gen_ai.usage.cache_creation.ephemeral_1h_input_tokens': number(byTime.ephemeral_1h_input_tokens) || undefined,
    'anthropic.response.service_tier': text(usage.service_tier),
  })
}

function hasFormat(body: Fields): boolean {
  return body.output_format !== undefined || fieldsOf(body.output_config).format !== undefined
}

function definition(value: unknown): unknown {
  const { type, name, description, input_schema: parameters, ...more } = fieldsOf(value)
  return { type: type === undefined || type === 'custom' ? 'function' : type, name, description, parameters, ...more }
}

interface FoldedBlock {
  readonly start: Fields
  text: string
  json: string
}

/** Events added up to the message that the same request would have had without streaming. */
class MessageFold implements StreamFold {
  #message: Fields = {}
  #usage: Fields = {}
  #stop: Fields = {}
  #failure: unknown
  readonly #blocks = new Map<number, FoldedBlock>()

  add(value: unknown): void {
    const event = fieldsOf(value)
    const index = number(event.index) ?? 0
    switch (event.type) {
      case 'message_start':
        this.#message = fieldsOf(event.message)
        this.#usage = fieldsOf(this.#message.usage)
        return
      case 'content_block_start':
        this.#blocks.set(index, { start: fieldsOf(event.content_block), text: '', json: '' })
        return
      case 'content_block_delta':
        this.#addDelta(index, fieldsOf(event.delta))
        return
      case 'message_delta':
        this.#stop = { ...this.#stop, ...present(fieldsOf(event.delta)) }
        // Counts here are of the whole message so far, and null says nothing.
        for (const [key, count] of Object.entries(fieldsOf(event.usage)))
          if (count !== null && count !== undefined) this.#usage = { ...this.#usage, [key]: count }
        return
      case 'error':
        this.#failure = streamError(fieldsOf(event.error))
    }
  }

  answer(): Fields {
    const content = [...this.#blocks.entries()].sort(([a], [b]) => a - b).map(([, block]) => whole(block))
    return { ...this.#message, ...this.#stop, usage: this.#usage, content }
  }

  failure(): unknown {
    return this.#failure
  }

  #addDelta(index: number, delta: Fields): void {
    const block = this.#blocks.get(index)
    if (block === undefined) return
    block.text += text(delta.text) ?? text(delta.thinking) ?? ''
    block.json += text(delta.partial_json) ?? ''
  }
}

function whole({ start, text: added, json }: FoldedBlock): Fields {
  if (start.type === 'text') return { ...start, text: `${text(start.text) ?? ''}${added}` }
  if (start.type === 'thinking') return { ...start, thinking: `${text(start.thinking) ?? ''}${added}` }
  return json === '' ? start : { ...start, input: json }
}

function streamError(fields: Fields): Error {
  const error = new Error(text(fields.message) ?? 'the stream reported an error')
  error.name = text(fields.type) ?? 'error'
  return error
}
