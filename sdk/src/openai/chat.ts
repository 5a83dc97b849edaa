/** `chat.completions.create`: its request, its answer and its chunks as attributes of the GenAI conventions. */
import type { Attributes } from '@opentelemetry/api'
import { type Fields, fieldsOf, listOf, number, present, setAll, text } from '../fields.ts'
import type { Message } from '../messages.ts'
import type { Operation, StreamFold } from '../operation.ts'
import { putJson } from '../values.ts'
import { chatMessage } from './chat-messages.ts'
import { usageAttributes } from './usage.ts'

export const chatOperation: Operation = {
  name: 'chat',
  apiType: 'chat_completions',
  request: (body) =>
    present<Attributes[string]>({
      'gen_ai.request.temperature': number(body.temperature),
      'gen_ai.request.top_p': number(body.top_p),
      'gen_ai.request.frequency_penalty': number(body.frequency_penalty),
      'gen_ai.request.presence_penalty': number(body.presence_penalty),
      'gen_ai.request.max_tokens': number(body.max_completion_tokens) ?? number(body.max_tokens),
      'gen_ai.request.seed': number(body.seed),
      'gen_ai.request.choice.count': body.n === 1 ? undefined : number(body.n),
      'gen_ai.request.stop_sequences': stops(body.stop),
      'gen_ai.request.reasoning.level': text(body.reasoning_effort),
      'gen_ai.output.type': outputType(body.response_format),
      'openai.request.service_tier': text(body.service_tier),
    }),
  requestContent: (attributes, body, limits) => {
    putJson(attributes, 'gen_ai.input.messages', listOf(body.messages).map(chatMessage), limits)
    putJson(attributes, 'gen_ai.tool.definitions', toolDefinitions(body.tools), limits)
  },
  answer: (attributes, answer, limits) => {
    const choices = listOf(answer.choices).map(fieldsOf)
    setAll(attributes, identity(answer), usageAttributes(answer.usage), finish(choices))
    if (limits.content) putJson(attributes, 'gen_ai.output.messages', choices.map(outputMessage), limits)
  },
  fold: () => new ChatFold(),
  askForUsage: (body) => {
    const given = fieldsOf(body.stream_options)
    return 'include_usage' in given ? undefined : { ...body, stream_options: { ...given, include_usage: true } }
  },
}

/** `{type, name, description, parameters}` whether the API nests it under `function` or not. */
export function toolDefinitions(tools: unknown): unknown {
  if (!Array.isArray(tools) || tools.length === 0) return undefined
  return tools.map((tool) => {
    const { type, function: nested, ...flat } = fieldsOf(tool)
    return { type: type ?? 'function', ...(nested === undefined ? flat : fieldsOf(nested)) }
  })
}

function stops(stop: unknown): string[] | undefined {
  if (typeof stop === 'string') return [stop]
  return Array.isArray(stop) ? stop.map(String) : undefined
}

function outputType(format: unknown): string | undefined {
  const type = text(fieldsOf(format).type)
  if (type === undefined) return undefined
  return type.startsWith('json') ? 'json' : type
}

function identity(answer: Fields): Attributes {
  return present({
    'gen_ai.response.id': text(answer.id),
    'gen_ai.response.model': text(answer.model),
    'openai.response.service_tier': text(answer.service_tier),
    'openai.response.system_fingerprint': text(answer.system_fingerprint),
  })
}

function finish(choices: readonly Fields[]): Attributes {
  const reasons = choices.map((choice) => text(choice.finish_reason)).filter((reason) => reason !== undefined)
  return reasons.length === 0 ? {} : { 'gen_ai.response.finish_reasons': reasons }
}

function outputMessage(choice: Fields): Message {
  const reason = text(choice.finish_reason)
  return {
    ...chatMessage(choice.message),
    role: 'assistant',
    ...(reason === undefined ? {} : { finish_reason: reason }),
  }
}

interface FoldedChoice {
  content: string
  reasoning: string
  refusal: string
  finish_reason: string | undefined
  readonly calls: Map<number, { id: string | undefined; name: string; arguments: string }>
}

/** Chunks added up to the answer that the same request would have had without streaming. */
class ChatFold implements StreamFold {
  readonly #choices = new Map<number, FoldedChoice>()
  readonly #last: Record<string, unknown> = {}
  #usage: unknown

  add(value: unknown): void {
    const chunk = fieldsOf(value)
    setAll(this.#last, chunk)
    if (chunk.usage) this.#usage = chunk.usage
    for (const choice of listOf(chunk.choices).map(fieldsOf)) this.#addChoice(choice)
  }

  answer(): Fields {
    const choices = [...this.#choices.entries()]
      .sort(([a], [b]) => a - b)
      .map(([index, choice]) => whole(index, choice))
    return { ...this.#last, usage: this.#usage, choices }
  }

  isUsageOnly(value: unknown): boolean {
    const chunk = fieldsOf(value)
    return listOf(chunk.choices).length === 0 && Boolean(chunk.usage)
  }

  #addChoice(choice: Fields): void {
    const index = number(choice.index) ?? 0
    const folded = this.#choices.get(index) ?? {
      content: '',
      reasoning: '',
      refusal: '',
      finish_reason: undefined,
      calls: new Map(),
    }
    this.#choices.set(index, folded)
    const delta = fieldsOf(choice.delta)
    folded.content += text(delta.content) ?? ''
    folded.reasoning += text(delta.reasoning_content) ?? text(delta.reasoning) ?? ''
    folded.refusal += text(delta.refusal) ?? ''
    folded.finish_reason = text(choice.finish_reason) ?? folded.finish_reason
    for (const call of listOf(delta.tool_calls).map(fieldsOf)) addCall(folded, call)
  }
}

function addCall(folded: FoldedChoice, delta: Fields): void {
  const index = number(delta.index) ?? folded.calls.size
  const call = folded.calls.get(index) ?? { id: undefined, name: '', arguments: '' }
  folded.calls.set(index, call)
  const called = fieldsOf(delta.function)
  call.id = text(delta.id) ?? call.id
  call.name += text(called.name) ?? ''
  call.arguments += text(called.arguments) ?? ''
}

function whole(index: number, choice: FoldedChoice): Fields {
  return {
    index,
    finish_reason: choice.finish_reason,
    message: {
      role: 'assistant',
      content: choice.content,
      ...(choice.reasoning === '' ? {} : { reasoning_content: choice.reasoning }),
      ...(choice.refusal === '' ? {} : { refusal: choice.refusal }),
      tool_calls: [...choice.calls.values()].map(({ id, ...called }) => ({ id, function: called })),
    },
  }
}
