/** `chat`, `generate` and `embed` of Ollama, in the GenAI conventions. */
import type { Attributes } from '@opentelemetry/api'
import { type Fields, fieldsOf, listOf, number, present, setAll, text } from '../fields.ts'
import {
  blobPart,
  type Message,
  type Part,
  reasoningPart,
  textPart,
  textParts,
  toolCallPart,
  toolResultPart,
} from '../messages.ts'
import { toolDefinitions } from '../openai/chat.ts'
import type { Operation, StreamFold } from '../operation.ts'
import { putJson } from '../values.ts'

const common: Pick<Operation, 'request' | 'answer' | 'fold'> = {
  request: (body) => {
    const options = fieldsOf(body.options)
    const level = typeof body.think === 'string' ? body.think : undefined
    return present<Attributes[string]>({
      'gen_ai.request.temperature': number(options.temperature),
      'gen_ai.request.top_p': number(options.top_p),
      'gen_ai.request.top_k': number(options.top_k),
      'gen_ai.request.max_tokens': number(options.num_predict),
      'gen_ai.request.seed': number(options.seed),
      'gen_ai.request.stop_sequences': Array.isArray(options.stop) ? options.stop.map(String) : undefined,
      'gen_ai.request.reasoning.level': level,
      'gen_ai.output.type': body.format === undefined || body.format === '' ? undefined : 'json',
    })
  },
  answer: (attributes, answer, limits) => {
    const reason = text(answer.done_reason)
    setAll(attributes, {
      'gen_ai.response.model': text(answer.model),
      'gen_ai.response.finish_reasons': reason === undefined ? undefined : [reason],
      'gen_ai.usage.input_tokens': number(answer.prompt_eval_count),
      'gen_ai.usage.output_tokens': number(answer.eval_count),
    })
    const said = answer.message ?? { role: 'assistant', content: answer.response, thinking: answer.thinking }
    const message = { ...ollamaMessage(said), ...present({ finish_reason: reason }) }
    if (limits.content && message.parts.length > 0) putJson(attributes, 'gen_ai.output.messages', [message], limits)
  },
  fold: () => new OllamaFold(),
}

export const ollamaChat: Operation = {
  ...common,
  name: 'chat',
  requestContent: (attributes, body, limits) => {
    putJson(attributes, 'gen_ai.input.messages', listOf(body.messages).map(ollamaMessage), limits)
    putJson(attributes, 'gen_ai.tool.definitions', toolDefinitions(body.tools), limits)
  },
}

export const ollamaGenerate: Operation = {
  ...common,
  name: 'text_completion',
  requestContent: (attributes, body, limits) => {
    const system = text(body.system)
    if (system !== undefined) putJson(attributes, 'gen_ai.system_instructions', [textPart(system)], limits)
    const parts = [...textParts(text(body.prompt) ?? ''), ...listOf(body.images).map(image)]
    putJson(attributes, 'gen_ai.input.messages', [{ role: 'user', parts }], limits)
  },
}

export const ollamaEmbed: Operation = {
  name: 'embeddings',
  request: (body) => present({ 'gen_ai.embeddings.dimension.count': number(body.dimensions) }),
  requestContent: (attributes, body, limits) => {
    // `embeddings`, of old, takes one text under another name, answers one vector, and counts no tokens.
    const given = body.input ?? body.prompt
    const inputs = typeof given === 'string' ? [given] : listOf(given)
    const parts = inputs.filter((input) => typeof input === 'string').map(textPart)
    putJson(attributes, 'gen_ai.input.messages', [{ role: 'user', parts }], limits)
  },
  answer: (attributes, answer) => {
    const [vector = answer.embedding] = listOf(answer.embeddings)
    setAll(attributes, {
      'gen_ai.response.model': text(answer.model),
      'gen_ai.embeddings.dimension.count': Array.isArray(vector) ? vector.length : undefined,
      'gen_ai.usage.input_tokens': number(answer.prompt_eval_count),
    })
  },
}

function ollamaMessage(value: unknown): Message {
  const message = fieldsOf(value)
  const role = text(message.role) ?? 'user'
  const content = text(message.content) ?? ''
  if (role === 'tool') return { role, parts: [toolResultPart(undefined, content)] }
  const thinking = text(message.thinking)
  return {
    role,
    parts: [
      ...(thinking ? [reasoningPart(thinking)] : []),
      ...textParts(content),
      ...listOf(message.images).map(image),
      ...listOf(message.tool_calls).map(call),
    ],
  }
}

function image(data: unknown): Part {
  return blobPart('image', undefined, data)
}

function call(value: unknown): Part {
  const called = fieldsOf(fieldsOf(value).function)
  return toolCallPart({ id: undefined, name: text(called.name), arguments: called.arguments })
}

/** Each line adds to the message; the last one carries the counts. */
class OllamaFold implements StreamFold {
  #last: Fields = {}
  #content = ''
  #thinking = ''
  readonly #calls: unknown[] = []

  add(value: unknown): void {
    const line = fieldsOf(value)
    this.#last = { ...this.#last, ...present(line) }
    const message = fieldsOf(line.message)
    this.#content += text(message.content) ?? text(line.response) ?? ''
    this.#thinking += text(message.thinking) ?? text(line.thinking) ?? ''
    this.#calls.push(...listOf(message.tool_calls))
  }

  answer(): Fields {
    const message = { role: 'assistant', content: this.#content, thinking: this.#thinking, tool_calls: this.#calls }
    return { ...this.#last, message }
  }
}
