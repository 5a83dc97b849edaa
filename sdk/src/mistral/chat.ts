/** Mistral's client speaks OpenAI's protocol with names of its own style; they are translated and read as OpenAI's. */
import { type Fields, fieldsOf, listOf, text } from '../fields.ts'
import { chatOperation } from '../openai/chat.ts'
import { embeddingsOperation } from '../openai/embeddings.ts'
import type { Operation, StreamFold } from '../operation.ts'

export const mistralChat: Operation = snakeCased({ ...chatOperation, isStream: () => false })

export const mistralStream: Operation = {
  ...mistralChat,
  isStream: () => true,
  fold: (): StreamFold => {
    const fold = chatOperation.fold?.()
    return {
      // Version 0 gives the chunk itself.
      add: (event) => fold?.add(snakeCase(fieldsOf(event).data ?? event)),
      answer: () => fold?.answer() ?? {},
    }
  },
}

/** Fill in the middle: a prompt and what stands after it. */
export const mistralFim: Operation = {
  ...mistralChat,
  name: 'text_completion',
  requestContent: (attributes, body, limits) =>
    mistralChat.requestContent(
      attributes,
      {
        messages: [
          { role: 'user', content: text(body.prompt) ?? '' },
          ...(text(body.suffix) === undefined ? [] : [{ role: 'user', content: body.suffix }]),
        ],
      },
      limits,
    ),
}

export const mistralEmbeddings: Operation = snakeCased({
  ...embeddingsOperation,
  request: (body) =>
    embeddingsOperation.request({ ...body, dimensions: body.output_dimension, encoding_format: undefined }),
  requestContent: (attributes, body, limits) =>
    embeddingsOperation.requestContent(attributes, { ...body, input: body.inputs ?? body.input }, limits),
})

function snakeCased(operation: Operation): Operation {
  const { askForUsage: _, apiType: __, fold: ___, ...rest } = operation
  return {
    ...rest,
    model: (body) => text(body.model) ?? text(body.agentId),
    request: (body) => {
      const { messages: _content, tools: _tools, ...parameters } = body
      return operation.request(snakeCase({ ...parameters, seed: body.randomSeed }))
    },
    requestContent: (attributes, body, limits) => operation.requestContent(attributes, snakeCase(body), limits),
    answer: (attributes, answer, limits) => {
      // Streams are translated as they come.
      const read = 'usage' in answer && 'prompt_tokens' in fieldsOf(answer.usage) ? answer : snakeCase(answer)
      operation.answer(attributes, joined(read), limits)
    },
  }
}

/** A model that thinks answers in parts, of which a thought is a list again. */
function joined(answer: Fields): Fields {
  if (!Array.isArray(answer.choices)) return answer
  const choices = listOf(answer.choices).map((value) => {
    const choice = fieldsOf(value)
    const message = fieldsOf(choice.message)
    if (!Array.isArray(message.content)) return choice
    const thoughts = message.content.map(fieldsOf).filter(({ type }) => type === 'thinking')
    return {
      ...choice,
      message: {
        ...message,
        content: message.content.filter((part) => fieldsOf(part).type !== 'thinking'),
        reasoning_content: thoughts
          .flatMap(({ thinking }) => listOf(thinking).map((part) => text(fieldsOf(part).text)))
          .join(''),
      },
    }
  })
  return { ...answer, choices }
}

/** Fields of the application's own making, whose names must stand. */
const OPAQUE = new Set(['arguments', 'parameters', 'schema', 'schemaDefinition', 'metadata'])

function snakeCase(value: unknown): Fields {
  return fieldsOf(renamed(value, 0))
}

function renamed(value: unknown, depth: number): unknown {
  if (depth > 12 || typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  if (Array.isArray(value)) return value.map((item) => (typeof item === 'object' ? renamed(item, depth + 1) : item))
  const fields: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value))
    fields[key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = OPAQUE.has(key)
      ? inner
      : renamed(inner, depth + 1)
  return fields
}
