/** Anthropic's messages and content blocks in the message schema of the conventions. */
import { type Fields, fieldsOf, listOf, present, text } from '../fields.ts'
import {
  blobPart,
  type Message,
  modalityOf,
  type Part,
  reasoningPart,
  textPart,
  textParts,
  toolCallPart,
  toolResultPart,
  uriPart,
} from '../messages.ts'

export function anthropicMessage(value: unknown): Message {
  const message = fieldsOf(value)
  const parts = anthropicParts(message.content)
  const isToolResult = parts.length > 0 && parts.every(({ type }) => type === 'tool_call_response')
  return { role: isToolResult ? 'tool' : (text(message.role) ?? 'user'), parts }
}

export function anthropicParts(content: unknown): Part[] {
  if (typeof content === 'string') return textParts(content)
  return listOf(content).map(blockPart)
}

function blockPart(value: unknown): Part {
  const block = fieldsOf(value)
  switch (block.type) {
    case 'text':
      return textPart(text(block.text) ?? '')
    case 'thinking':
      return reasoningPart(text(block.thinking) ?? '')
    case 'redacted_thinking':
      return reasoningPart('')
    case 'tool_use':
      return toolCallPart({ id: text(block.id), name: text(block.name), arguments: block.input })
    case 'tool_result':
      return toolResultPart(text(block.tool_use_id), resultOf(block))
    case 'image':
    case 'document':
      return sourcePart(block.type, fieldsOf(block.source))
    default:
      return serverPart(block)
  }
}

function resultOf(block: Fields): unknown {
  if (typeof block.content === 'string' || block.content === undefined) return block.content ?? ''
  return anthropicParts(block.content)
}

function sourcePart(kind: 'image' | 'document', source: Fields): Part {
  const mimeType = text(source.media_type)
  const modality = mimeType === undefined ? kind : modalityOf(mimeType)
  if (source.type === 'url') return uriPart(modality, text(source.url) ?? '')
  if (source.type === 'file') return { type: 'file', modality, file_id: text(source.file_id) ?? '' }
  if (source.type === 'text') return textPart(text(source.data) ?? '')
  if (source.type === 'content') return { type: 'document', content: anthropicParts(source.content) }
  return blobPart(modality, mimeType, source.data)
}

/** Web search, code execution and their like run on the provider's side. */
function serverPart(block: Fields): Part {
  const type = text(block.type) ?? 'unknown'
  if (type === 'server_tool_use' || type === 'mcp_tool_use')
    return {
      type: 'server_tool_call',
      ...present({ id: text(block.id) }),
      name: text(block.name) ?? type,
      server_tool_call: { type, input: block.input },
    }
  if (type.endsWith('_tool_result'))
    return {
      type: 'server_tool_call_response',
      ...present({ id: text(block.tool_use_id) }),
      server_tool_call_response: { type, content: block.content },
    }
  return { ...block, type }
}
