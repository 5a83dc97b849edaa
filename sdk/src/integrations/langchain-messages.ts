/** LangChain's messages in the message schema of the conventions. */
import { type Fields, fieldsOf, listOf, present, text } from '../fields.ts'
import {
  blobPart,
  type Message,
  mediaPart,
  type Part,
  reasoningPart,
  textPart,
  textParts,
  toolCallPart,
  toolResultPart,
} from '../messages.ts'

const ROLES: Readonly<Record<string, string>> = {
  human: 'user',
  ai: 'assistant',
  system: 'system',
  developer: 'system',
  tool: 'tool',
  function: 'tool',
}

export function langchainMessage(value: unknown): Message {
  const message = fieldsOf(value)
  const role = roleOf(message)
  if (role === 'tool') return { role, parts: [toolResultPart(text(message.tool_call_id), message.content)] }
  const reasoning = text(fieldsOf(message.additional_kwargs).reasoning_content)
  return {
    role,
    parts: [
      ...(reasoning ? [reasoningPart(reasoning)] : []),
      ...contentParts(message.content),
      ...listOf(message.tool_calls).map(call),
    ],
  }
}

function roleOf(message: Fields): string {
  const tell = message.getType ?? message._getType
  const type =
    typeof tell === 'function'
      ? String(Reflect.apply(tell, message, []))
      : (text(message.type) ?? text(message.role) ?? 'user')
  return ROLES[type] ?? type
}

function call(value: unknown): Part {
  const { id, name, args } = fieldsOf(value)
  return toolCallPart({ id: text(id), name: text(name), arguments: args })
}

function contentParts(content: unknown): Part[] {
  if (typeof content === 'string') return textParts(content)
  return listOf(content).flatMap((value) => {
    const part = fieldsOf(value)
    if (typeof part.text === 'string' && (part.type === 'text' || part.type === undefined)) return [textPart(part.text)]
    if (part.type === 'reasoning' || part.type === 'thinking')
      return [reasoningPart(text(part.reasoning) ?? text(part.thinking) ?? '')]
    // The message's own list has them.
    if (part.type === 'tool_use' || part.type === 'tool_call' || part.type === 'input_json_delta') return []
    if (part.type === 'image_url')
      return [mediaPart('image', text(part.image_url) ?? text(fieldsOf(part.image_url).url) ?? '')]
    if (part.type === 'image' && part.data !== undefined)
      return [blobPart('image', text(part.mimeType) ?? text(part.mime_type), part.data)]
    return [{ ...part, type: text(part.type) ?? 'unknown' }]
  })
}

/** The token counts of an answer, as every model of LangChain tells them: input includes the cached ones. */
export function langchainUsage(message: Fields, llmOutput: Fields): Record<string, number> {
  const usage = fieldsOf(message.usage_metadata)
  const input = fieldsOf(usage.input_token_details)
  const output = fieldsOf(usage.output_token_details)
  const older = fieldsOf(llmOutput.tokenUsage ?? llmOutput.estimatedTokenUsage)
  const count = (value: unknown) => (typeof value === 'number' ? value : undefined)
  return present({
    'gen_ai.usage.input_tokens': count(usage.input_tokens) ?? count(older.promptTokens),
    'gen_ai.usage.output_tokens': count(usage.output_tokens) ?? count(older.completionTokens),
    'gen_ai.usage.cache_read.input_tokens': count(input.cache_read),
    'gen_ai.usage.cache_write.input_tokens': count(input.cache_creation),
    'gen_ai.usage.reasoning.output_tokens': count(output.reasoning),
  })
}
