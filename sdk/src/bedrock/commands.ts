/** `client.send(command)` of Amazon Bedrock: which commands are model calls, told by their class. */
import type { Attributes } from '@opentelemetry/api'
import { anthropicMessages } from '../anthropic/messages.ts'
import { type Fields, fieldsOf, text } from '../fields.ts'
import type { Operation, StreamFold } from '../operation.ts'
import { bedrockConverse, bedrockConverseStream } from './converse.ts'

export function isBedrock(client: object): boolean {
  return client.constructor?.name.startsWith('BedrockRuntime') === true && 'send' in client
}

export function bedrockCall(
  args: readonly unknown[],
): { readonly operation: Operation; readonly body: Fields } | undefined {
  const command = args[0]
  if (typeof command !== 'object' || command === null) return undefined
  const operation = OPERATIONS[command.constructor?.name ?? '']
  return operation && { operation, body: fieldsOf(fieldsOf(command).input) }
}

/** A model behind `InvokeModel` speaks its maker's protocol; Anthropic's is read, of the others the model alone is known. */
const bedrockInvoke: Operation = {
  name: 'chat',
  model: (body) => text(body.modelId),
  request: (body) => (isClaude(body) ? anthropicMessages.request(jsonOf(body.body)) : {}),
  requestContent: (attributes, body, limits) => {
    if (isClaude(body)) anthropicMessages.requestContent(attributes, jsonOf(body.body), limits)
  },
  answer: (attributes, answer, limits) => {
    const read = 'content' in answer ? answer : jsonOf(answer.body)
    if (read.type === 'message') anthropicMessages.answer(attributes, read, limits)
    else tokensOf(attributes, read)
  },
}

const bedrockInvokeStream: Operation = {
  ...bedrockInvoke,
  isStream: () => true,
  streamOf: (value) => fieldsOf(value).body,
  fold: (): StreamFold => {
    const fold = anthropicMessages.fold?.()
    return {
      add: (item) => fold?.add(jsonOf(fieldsOf(fieldsOf(item).chunk).bytes)),
      answer: () => fold?.answer() ?? {},
    }
  },
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  ConverseCommand: bedrockConverse,
  ConverseStreamCommand: bedrockConverseStream,
  InvokeModelCommand: bedrockInvoke,
  InvokeModelWithResponseStreamCommand: bedrockInvokeStream,
}

function isClaude(body: Fields): boolean {
  return text(body.modelId)?.includes('anthropic.') === true
}

/** Titan and Nova say their counts in fields of their own. */
function tokensOf(attributes: Attributes, answer: Fields): void {
  const usage = fieldsOf(answer.usage)
  const input = usage.inputTokens ?? answer.inputTextTokenCount
  const output = usage.outputTokens
  if (typeof input === 'number') attributes['gen_ai.usage.input_tokens'] = input
  if (typeof output === 'number') attributes['gen_ai.usage.output_tokens'] = output
}

function jsonOf(body: unknown): Fields {
  const json = body instanceof Uint8Array ? new TextDecoder().decode(body) : body
  if (typeof json !== 'string') return {}
  return fieldsOf(JSON.parse(json))
}
