/** OpenAI's messages and items in the message schema of the conventions. */
import { type Fields, fieldsOf, listOf, parsed, present, text } from '../fields.ts'
import { blobPart, type Message, mediaPart, type Part } from '../messages.ts'

/** One message of a chat completion's request or answer. */
export function chatMessage(value: unknown): Message {
  const message = fieldsOf(value)
  const role = roleOf(message.role)
  const name = text(message.name)
  return {
    role,
    ...(name === undefined ? {} : { name }),
    parts: role === 'tool' ? toolParts(message) : chatParts(message),
  }
}

/** The input of a response: a text, or a list of items. */
export function responseInput(input: unknown): Message[] {
  if (typeof input === 'string') return [{ role: 'user', parts: [{ type: 'text', content: input }] }]
  return listOf(input).map(responseItem)
}

/** The output of a response: its items are the parts of one answer. */
export function responseOutput(output: unknown, finishReason: string | undefined): Message {
  const parts = listOf(output).flatMap((item) => responseItem(item).parts)
  return { role: 'assistant', parts, ...(finishReason === undefined ? {} : { finish_reason: finishReason }) }
}

function roleOf(role: unknown): string {
  if (role === 'developer') return 'system'
  if (role === 'function') return 'tool'
  return text(role) ?? 'user'
}

function toolParts(message: Fields): Part[] {
  return [
    {
      type: 'tool_call_response',
      ...present({ id: text(message.tool_call_id) }),
      response: plainContent(message.content),
    },
  ]
}

/** A tool's text stays a text; only a list of parts is mapped. */
function plainContent(content: unknown): unknown {
  return Array.isArray(content) ? content.map(contentPart) : content
}

function chatParts(message: Fields): Part[] {
  const reasoning = text(message.reasoning_content) ?? text(message.reasoning)
  return [
    ...(reasoning ? [{ type: 'reasoning', content: reasoning }] : []),
    ...contentParts(message.content),
    ...(typeof message.refusal === 'string' ? [{ type: 'refusal', content: message.refusal }] : []),
    ...listOf(message.tool_calls).map(toolCall),
    ...(message.function_call ? [toolCall({ function: message.function_call })] : []),
  ]
}

function toolCall(value: unknown): Part {
  const call = fieldsOf(value)
  const called = fieldsOf(call.function ?? call.custom)
  return {
    type: 'tool_call',
    ...present({ id: text(call.id) }),
    name: text(called.name) ?? '',
    arguments: parsed(called.arguments ?? called.input),
  }
}

function contentParts(content: unknown): Part[] {
  if (content === undefined || content === null) return []
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', content }]
  return listOf(content).map(contentPart)
}

function contentPart(value: unknown): Part {
  const part = fieldsOf(value)
  switch (part.type) {
    case 'text':
    case 'input_text':
    case 'output_text':
      return { type: 'text', content: text(part.text) ?? '' }
    case 'refusal':
      return { type: 'refusal', content: text(part.refusal) ?? '' }
    case 'image_url':
      return mediaPart('image', text(part.image_url) ?? text(fieldsOf(part.image_url).url) ?? '')
    case 'input_image':
      return part.file_id ? filePart('image', part) : mediaPart('image', text(part.image_url) ?? '')
    case 'input_audio':
      return audioPart(fieldsOf(part.input_audio))
    case 'file':
      return filePart('document', fieldsOf(part.file))
    case 'input_file':
      return filePart('document', part)
    default:
      return { ...part, type: text(part.type) ?? 'unknown' }
  }
}

function audioPart(audio: Fields): Part {
  return blobPart('audio', `audio/${text(audio.format) ?? 'wav'}`, audio.data)
}

function filePart(modality: string, file: Fields): Part {
  const id = text(file.file_id)
  if (id !== undefined) return { type: 'file', modality, file_id: id }
  return mediaPart(modality, text(file.file_url) ?? text(file.file_data) ?? '')
}

function responseItem(value: unknown): Message {
  const item = fieldsOf(value)
  switch (item.type) {
    case 'function_call':
    case 'custom_tool_call':
      return assistant({
        type: 'tool_call',
        ...present({ id: text(item.call_id) ?? text(item.id) }),
        name: text(item.name) ?? '',
        arguments: parsed(item.arguments ?? item.input),
      })
    case 'function_call_output':
    case 'custom_tool_call_output':
      return {
        role: 'tool',
        parts: [
          { type: 'tool_call_response', ...present({ id: text(item.call_id) }), response: plainContent(item.output) },
        ],
      }
    case 'reasoning':
      return assistant({ type: 'reasoning', content: reasoningText(item) })
    case 'message':
    case undefined:
      return { role: roleOf(item.role), parts: contentParts(item.content) }
    default:
      return assistant(serverCall(item))
  }
}

/** Web search, code interpreter and their like run on the provider's side. */
function serverCall(item: Fields): Part {
  const type = text(item.type) ?? 'unknown'
  return { type: 'server_tool_call', ...present({ id: text(item.id) }), name: type, server_tool_call: item }
}

function assistant(part: Part): Message {
  return { role: 'assistant', parts: [part] }
}

function reasoningText(item: Fields): string {
  return [...listOf(item.summary), ...listOf(item.content)].map((part) => text(fieldsOf(part).text) ?? '').join('\n')
}
