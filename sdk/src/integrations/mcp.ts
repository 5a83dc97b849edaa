/** Clients of the Model Context Protocol: `wrap(client)` makes a span of each request that a person would ask about. */
import { type Attributes, SpanKind } from '@opentelemetry/api'
import { fieldsOf, listOf, present, text } from '../fields.ts'
import { observeResult } from '../observe-result.ts'
import { openSpan } from '../open-span.ts'
import type { Settings } from '../settings.ts'
import { putJson } from '../values.ts'
import { type CallObserver, guard, wrapMethod } from '../wrap-method.ts'

interface McpMethod {
  /** Of the client. */
  readonly name: string
  /** Of the protocol. */
  readonly method: string
  readonly target?: string
}

const METHODS: readonly McpMethod[] = [
  { name: 'callTool', method: 'tools/call', target: 'name' },
  { name: 'getPrompt', method: 'prompts/get', target: 'name' },
  { name: 'readResource', method: 'resources/read', target: 'uri' },
  { name: 'listTools', method: 'tools/list' },
]

export function isMcpClient(client: object): boolean {
  const { callTool, listTools, readResource } = fieldsOf(client)
  return [callTool, listTools, readResource].every((method) => typeof method === 'function')
}

export function wrapMcpClient(client: object): void {
  for (const each of METHODS) wrapMethod(client, each.name, (args) => begin(each, fieldsOf(args[0])))
}

function begin({ method, target }: McpMethod, params: Readonly<Record<string, unknown>>): CallObserver | undefined {
  const about = target === undefined ? undefined : text(params[target])
  const isTool = method === 'tools/call'
  const open = openSpan({
    name: about === undefined ? method : `${method} ${about}`,
    kind: SpanKind.CLIENT,
    attributes: present<Attributes[string]>({
      'mcp.method.name': method,
      'gen_ai.operation.name': isTool ? 'execute_tool' : undefined,
      'gen_ai.tool.name': isTool ? about : undefined,
      'mcp.resource.uri': method === 'resources/read' ? about : undefined,
      'gen_ai.prompt.name': method === 'prompts/get' ? about : undefined,
    }),
  })
  if (open === undefined) return undefined
  const write = (key: string, value: unknown) =>
    guard(() => {
      if (!open.isRecording || !open.settings.content || value === undefined) return
      const attributes: Attributes = {}
      putJson(attributes, key, value, open.settings satisfies Settings)
      open.set(attributes)
    }, undefined)
  write(isTool ? 'gen_ai.tool.call.arguments' : 'input.value', params.arguments)
  const fail = (error: unknown) => {
    guard(() => open.fail(error), undefined)
    open.end()
  }
  return {
    context: open.context,
    threw: fail,
    returned: (result) =>
      observeResult(result, {
        error: fail,
        raw: () => open.end(),
        value: (value) => {
          const answer = fieldsOf(value)
          write(
            isTool ? 'gen_ai.tool.call.result' : 'output.value',
            isTool ? (answer.structuredContent ?? answer.content) : value,
          )
          // A tool's own failure is an answer of the protocol, and a failure all the same.
          if (answer.isError === true) guard(() => open.fail(toolError(answer)), undefined)
          open.end()
        },
      }),
  }
}

function toolError(answer: Readonly<Record<string, unknown>>): Error {
  const said = listOf(answer.content).map((part) => text(fieldsOf(part).text) ?? '')
  const error = new Error(said.join('\n') || 'the tool failed')
  error.name = 'tool_error'
  return error
}
