/** `client.send(command)` of Amazon Bedrock: which commands are model calls, told by their class. */
import { type Fields, fieldsOf } from '../fields.ts'
import type { Operation } from '../operation.ts'
import { bedrockConverse, bedrockConverseStream } from './converse.ts'
import { bedrockInvoke } from './invoke.ts'

export function isBedrock(client: object): boolean {
  return client.constructor?.name.startsWith('BedrockRuntime') === true && 'send' in client
}

export function bedrockCall(
  args: readonly unknown[],
): { readonly operation: Operation; readonly body: Fields } | undefined {
  const command = args[0]
  if (typeof command !== 'object' || command === null) return undefined
  const body = fieldsOf(fieldsOf(command).input)
  const operation = OPERATIONS[command.constructor?.name ?? '']?.(body)
  return operation && { operation, body }
}

const OPERATIONS: Readonly<Record<string, (input: Fields) => Operation>> = {
  ConverseCommand: () => bedrockConverse,
  ConverseStreamCommand: () => bedrockConverseStream,
  InvokeModelCommand: (input) => bedrockInvoke(input, 'whole'),
  InvokeModelWithResponseStreamCommand: (input) => bedrockInvoke(input, 'stream'),
}
