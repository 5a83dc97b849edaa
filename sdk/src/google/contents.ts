/** Gemini's contents and parts in the message schema of the conventions. */
import { type Fields, fieldsOf, listOf, present, text } from '../fields.ts'
import {
  blobPart,
  type Message,
  modalityOf,
  type Part,
  reasoningPart,
  textPart,
  toolCallPart,
  toolResultPart,
} from '../messages.ts'

/** A text, a part, a content, or a list of any of them. */
export function geminiMessages(contents: unknown): Message[] {
  if (contents === undefined) return []
  const list = Array.isArray(contents) ? contents : [contents]
  if (list.every((item) => Array.isArray(fieldsOf(item).parts))) return list.map(contentMessage)
  return [{ role: 'user', parts: list.flatMap((item) => partsOf(item)) }]
}

/** The instructions, which may be a text, parts or a content. */
export function geminiParts(content: unknown): Part[] {
  return geminiMessages(content).flatMap(({ parts }) => parts)
}

function contentMessage(value: unknown): Message {
  const content = fieldsOf(value)
  const parts = listOf(content.parts).map(part)
  const isToolResult = parts.length > 0 && parts.every(({ type }) => type === 'tool_call_response')
  const role = text(content.role)
  return { role: isToolResult ? 'tool' : role === 'model' ? 'assistant' : (role ?? 'user'), parts }
}

function partsOf(item: unknown): Part[] {
  if (typeof item === 'string') return [textPart(item)]
  const { parts } = fieldsOf(item)
  return Array.isArray(parts) ? parts.map(part) : [part(item)]
}

function part(value: unknown): Part {
  if (typeof value === 'string') return textPart(value)
  const fields = fieldsOf(value)
  const said = text(fields.text)
  if (said !== undefined) return fields.thought === true ? reasoningPart(said) : textPart(said)
  if (fields.functionCall) return callPart(fieldsOf(fields.functionCall))
  if (fields.functionResponse) {
    const response = fieldsOf(fields.functionResponse)
    return { ...toolResultPart(text(response.id), response.response), ...present({ name: text(response.name) }) }
  }
  if (fields.inlineData) {
    const { mimeType, data } = fieldsOf(fields.inlineData)
    return blobPart(modalityOf(text(mimeType)), text(mimeType), data)
  }
  if (fields.fileData) {
    const { mimeType, fileUri } = fieldsOf(fields.fileData)
    return {
      type: 'uri',
      modality: modalityOf(text(mimeType)),
      ...present({ mime_type: text(mimeType) }),
      uri: fileUri,
    }
  }
  return { ...fields, type: Object.keys(fields)[0] ?? 'unknown' }
}

function callPart(call: Fields): Part {
  return toolCallPart({ id: text(call.id), name: text(call.name), arguments: call.args })
}
