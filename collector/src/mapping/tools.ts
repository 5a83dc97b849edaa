/** Tools that a model was offered, in any vendor's spelling. */
import type { ToolDefinition } from '@vitrine/schemas/api'
import { unflatten } from './flattened.ts'
import { parsedTwice, textOrNull } from './parts.ts'
import type { SpanView } from './span-view.ts'
import { isDictionary } from './values.ts'

type Source = (view: SpanView) => unknown

const SOURCES: readonly Source[] = [
  (view) => parsedTwice(view.get('gen_ai.tool.definitions')),
  (view) =>
    unflatten(view, 'llm.tools.').map((entry) =>
      isDictionary(entry) && isDictionary(entry.tool) ? parsedTwice(entry.tool.json_schema) : entry,
    ),
  (view) => view.get('ai.prompt.tools'),
  (view) => unflatten(view, 'llm.request.functions.'),
  (view) => parsedTwice(view.get('mlflow.chat.tools')),
  (view) => inside(view, 'model_request_parameters', 'function_tools'),
  (view) => inside(view, 'llm.invocation_parameters', 'tools'),
  (view) => inside(view, 'gen_ai.prompt', 'tools'),
  (view) => inside(view, 'request_data', 'tools'),
  (view) => parsedTwice(view.get('gen_ai.agent.tools')),
]

export function toolsOf(view: SpanView): ToolDefinition[] {
  for (const source of SOURCES) {
    const list = source(view)
    const tools = Array.isArray(list) ? list.flatMap((entry) => definitionsOf(parsedTwice(entry))) : []
    if (tools.length > 0) return tools
  }
  return []
}

function inside(view: SpanView, key: string, field: string): unknown {
  const value = parsedTwice(view.get(key))
  return isDictionary(value) ? value[field] : undefined
}

function definitionsOf(entry: unknown): ToolDefinition[] {
  if (typeof entry === 'string') return [{ name: entry }]
  if (!isDictionary(entry)) return []
  const declarations = entry.functionDeclarations ?? entry.function_declarations
  if (Array.isArray(declarations)) return declarations.flatMap(definitionsOf)
  const source = isDictionary(entry.function) ? entry.function : isDictionary(entry.toolSpec) ? entry.toolSpec : entry
  const name = textOrNull(source.name)
  if (name === null) return []
  const schema =
    source.parameters ??
    source.inputSchema ??
    source.input_schema ??
    source.parametersJsonSchema ??
    source.parameters_json_schema ??
    source.arguments
  const json = isDictionary(schema) && isDictionary(schema.json) ? schema.json : schema
  return [
    {
      name,
      description: textOrNull(source.description),
      ...(json === undefined ? {} : { parameters: parsedTwice(json) }),
    },
  ]
}
