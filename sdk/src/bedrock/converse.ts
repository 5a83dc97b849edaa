/** Bedrock's `Converse`: one protocol for all its models, in the GenAI conventions. */
import type { Attributes } from '@opentelemetry/api'
import { type Fields, fieldsOf, listOf, number, present, setAll, text } from '../fields.ts'
import {
  blobPart,
  type Message,
  type Part,
  reasoningPart,
  textPart,
  toolCallPart,
  toolResultPart,
} from '../messages.ts'
import type { Operation, StreamFold } from '../operation.ts'
import { putJson } from '../values.ts'

export const bedrockConverse: Operation = {
  name: 'chat',
  model: (body) => text(body.modelId),
  isStream: () => false,
  request: (body) => {
    const config = fieldsOf(body.inferenceConfig)
    return present<Attributes[string]>({
      'gen_ai.request.temperature': number(config.temperature),
      'gen_ai.request.top_p': number(config.topP),
      'gen_ai.request.max_tokens': number(config.maxTokens),
      'gen_ai.request.stop_sequences': Array.isArray(config.stopSequences)
        ? config.stopSequences.map(String)
        : undefined,
      'aws.bedrock.guardrail.id': text(fieldsOf(body.guardrailConfig).guardrailIdentifier),
    })
  },
  requestContent: (attributes, body, limits) => {
    const system = listOf(body.system).map(block)
    if (system.length > 0) putJson(attributes, 'gen_ai.system_instructions', system, limits)
    putJson(attributes, 'gen_ai.input.messages', listOf(body.messages).map(converseMessage), limits)
    const tools = listOf(fieldsOf(body.toolConfig).tools).map(definition)
    if (tools.length > 0) putJson(attributes, 'gen_ai.tool.definitions', tools, limits)
  },
  answer: (attributes, answer, limits) => {
    const reason = text(answer.stopReason)
    setAll(
      attributes,
      {
        'gen_ai.response.id': text(fieldsOf(answer.$metadata).requestId),
        'gen_ai.response.finish_reasons': reason === undefined ? undefined : [reason],
      },
      usageOf(answer.usage),
    )
    const { message } = fieldsOf(answer.output)
    if (limits.content && message !== undefined)
      putJson(
        attributes,
        'gen_ai.output.messages',
        [{ ...converseMessage(message), role: 'assistant', ...present({ finish_reason: reason }) }],
        limits,
      )
  },
}

export const bedrockConverseStream: Operation = {
  ...bedrockConverse,
  isStream: () => true,
  streamOf: (value) => fieldsOf(value).stream,
  fold: () => new ConverseFold(),
}

/** Conventions: input includes the cached tokens; the total tells whether Bedrock counted them in. */
function usageOf(value: unknown): Attributes {
  const usage = fieldsOf(value)
  const input = number(usage.inputTokens)
  const output = number(usage.outputTokens)
  // The first name is `Converse`'s, the second that of Nova behind `InvokeModel`.
  const read = number(usage.cacheReadInputTokens) ?? number(usage.cacheReadInputTokenCount)
  const written = number(usage.cacheWriteInputTokens) ?? number(usage.cacheWriteInputTokenCount)
  const total = number(usage.totalTokens)
  const cached = (read ?? 0) + (written ?? 0)
  const isApart = input !== undefined && (total === undefined || total >= input + (output ?? 0) + cached)
  return present({
    'gen_ai.usage.input_tokens': isApart ? input + cached : input,
    'gen_ai.usage.output_tokens': output,
    'gen_ai.usage.cache_read.input_tokens': read,
    'gen_ai.usage.cache_write.input_tokens': written,
  })
}

function converseMessage(value: unknown): Message {
  const message = fieldsOf(value)
  const parts = listOf(message.content).map(block)
  const isToolResult = parts.length > 0 && parts.every(({ type }) => type === 'tool_call_response')
  return { role: isToolResult ? 'tool' : (text(message.role) ?? 'user'), parts }
}

/** A block says what it is by its only key. */
function block(value: unknown): Part {
  const fields = knownMember(value)
  const said = text(fields.text)
  if (said !== undefined) return textPart(said)
  if (fields.toolUse) {
    const call = fieldsOf(fields.toolUse)
    return toolCallPart({ id: text(call.toolUseId), name: text(call.name), arguments: call.input })
  }
  if (fields.toolResult) {
    const result = fieldsOf(fields.toolResult)
    return toolResultPart(text(result.toolUseId), listOf(result.content).map(resultBlock))
  }
  if (fields.reasoningContent) {
    const { reasoningText } = fieldsOf(fields.reasoningContent)
    return reasoningPart(text(fieldsOf(reasoningText).text) ?? '')
  }
  for (const modality of ['image', 'document', 'video']) {
    const media = fieldsOf(fields[modality])
    if (fields[modality] !== undefined)
      return blobPart(modality, `${modality}/${text(media.format) ?? ''}`, fieldsOf(media.source).bytes)
  }
  return { ...fields, type: Object.keys(fields)[0] ?? 'unknown' }
}

/** A client older than the member hands it over as its name and its value. */
function knownMember(value: unknown): Fields {
  const fields = fieldsOf(value)
  const [name, member] = listOf(fields.$unknown)
  return typeof name === 'string' ? { [name]: member } : fields
}

function resultBlock(value: unknown): unknown {
  const { json } = fieldsOf(value)
  return json === undefined ? block(value) : json
}

function definition(value: unknown): unknown {
  const { name, description, inputSchema } = fieldsOf(fieldsOf(value).toolSpec)
  return { type: 'function', name, description, parameters: fieldsOf(inputSchema).json }
}

/** Events added up to the message that `Converse` would have answered. */
class ConverseFold implements StreamFold {
  #role: unknown
  #stopReason: unknown
  #usage: unknown
  #failure: unknown
  readonly #blocks = new Map<number, { start: Fields; text: string; input: string; reasoning: string }>()

  add(value: unknown): void {
    const event = fieldsOf(value)
    if (event.messageStart) this.#role = fieldsOf(event.messageStart).role
    if (event.contentBlockStart)
      this.#at(event.contentBlockStart).start = fieldsOf(fieldsOf(event.contentBlockStart).start)
    if (event.contentBlockDelta) {
      const folded = this.#at(event.contentBlockDelta)
      const delta = knownMember(fieldsOf(event.contentBlockDelta).delta)
      folded.text += text(delta.text) ?? ''
      folded.input += text(fieldsOf(delta.toolUse).input) ?? ''
      folded.reasoning += text(fieldsOf(delta.reasoningContent).text) ?? ''
    }
    if (event.messageStop) this.#stopReason = fieldsOf(event.messageStop).stopReason
    if (event.metadata) this.#usage = fieldsOf(event.metadata).usage
    for (const [name, fault] of Object.entries(event))
      if (name.endsWith('Exception')) {
        this.#failure = fault instanceof Error ? fault : new Error(text(fieldsOf(fault).message) ?? name)
      }
  }

  answer(): Fields {
    const content = [...this.#blocks.entries()]
      .sort(([a], [b]) => a - b)
      .map(([, folded]) => {
        if (folded.start.toolUse) return { toolUse: { ...fieldsOf(folded.start.toolUse), input: folded.input } }
        if (folded.reasoning !== '') return { reasoningContent: { reasoningText: { text: folded.reasoning } } }
        return { text: folded.text }
      })
    return {
      stopReason: this.#stopReason,
      usage: this.#usage,
      output: { message: { role: this.#role ?? 'assistant', content } },
    }
  }

  failure(): unknown {
    return this.#failure
  }

  #at(event: unknown) {
    const index = number(fieldsOf(event).contentBlockIndex) ?? 0
    const folded = this.#blocks.get(index) ?? { start: {}, text: '', input: '', reasoning: '' }
    this.#blocks.set(index, folded)
    return folded
  }
}
