/** Tools that a model was offered, in any vendor's spelling. */
import type { ToolDefinition } from '@vitrine/schemas/api'
import { unflatten } from './flattened.ts'
import { isToolDefinition } from './message-shapes.ts'
import { parsedTwice, textOrNull } from './parts.ts'
import type { SpanView } from './span-view.ts'
import { childOf, isDictionary } from './values.ts'

type Source = (view: SpanView) => unknown

const SOURCES: readonly Source[] = [
  (view) => parsedTwice(view.get('gen_ai.tool.definitions') ?? view.get('gen_ai.request.available_tools')),
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
  (view) => inside(view, 'langfuse.observation.input', 'tools'),
  (view) => listedIn(view, 'langfuse.observation.input'),
  (view) => inside(view, 'mlflow.spanInputs', 'tools'),
  (view) => inside(view, 'input.value', 'tools'),
  (view) => configuredIn(view, 'gcp.vertex.agent.llm_request'),
  (view) => inside(view, 'genkit:input', 'tools'),
  (view) => liteLlmTools(view),
  (view) => parsedTwice(view.get('lk.function_tools')),
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
  // Bedrock's Converse keeps its tools one level down.
  return isDictionary(value) ? (value[field] ?? childOf(value, 'toolConfig')[field]) : undefined
}

/** Langfuse's LangChain handler lists the tools among the messages. */
function listedIn(view: SpanView, key: string): unknown {
  const value = parsedTwice(view.get(key))
  if (!Array.isArray(value)) return undefined
  return value.filter((entry) => isDictionary(entry) && isToolDefinition(entry)).map((entry) => entry.content)
}

function configuredIn(view: SpanView, key: string): unknown {
  const request = parsedTwice(view.get(key))
  return isDictionary(request) && isDictionary(request.config) ? request.config.tools : undefined
}

function liteLlmTools(view: SpanView): unknown {
  if (view.scopeName !== 'litellm') return undefined
  const key = view.keys().find((each) => /^llm\.[a-z0-9_]+\.tools$/.test(each))
  return key === undefined ? undefined : parsedTwice(view.get(key))
}

/** A tool by its name alone; anything longer is how some language prints an object. */
const NAME = /^[\w.:/-]{1,128}$/

function definitionsOf(entry: unknown): ToolDefinition[] {
  if (typeof entry === 'string') return NAME.test(entry) ? [{ name: entry }] : []
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
