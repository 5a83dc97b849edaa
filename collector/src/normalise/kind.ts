/** What a span is: the first source that knows, from the most explicit convention to the least. */
import type { SpanKind } from '@vitrine/schemas'
import type { SpanView } from '../mapping/span-view.ts'
import { firstText, textOf } from '../mapping/values.ts'
import { AGENT_CLI, EXPLICIT, NAMED } from './kind-words.ts'

/** LlamaIndex marks private steps like what they are a step of: `OpenAI._prepare_chat_with_tools`, `X._retrieve`. */
const PRIVATE_METHOD = /^\w+\._[a-z]/
const STEPS: ReadonlySet<SpanKind> = new Set(['llm', 'embedding', 'retrieval', 'reranker'])

/** Spans marked as tools that stand for a decision of the framework: scope, and the names. No program ran. */
const PSEUDO_TOOLS: readonly (readonly [RegExp, RegExp])[] = [
  [/openai_agents/, /^handoff to /],
  [/dspy/, /^finish(?:$|\.)/],
  [/^gcp\.vertex\.agent$|google_adk/, /^execute_tool (?:transfer_to_agent|\(merged)/],
]

const EMBEDDING_MODEL = /embed/i

export function kindOf(view: SpanView, hasUsage: boolean, hasModel: boolean): SpanKind {
  // Logfire announces a span by a child of the same name; the span itself follows.
  if (view.has('logfire.span_type') && textOf(view.get('logfire.span_type')) === 'pending_span') return 'event'
  for (const [key, kinds, otherwise] of EXPLICIT) {
    if (!view.has(key)) continue
    const kind = kinds.get(textOf(view.get(key)).toLowerCase()) ?? otherwise
    if (kind !== undefined) return corrected(view, kind)
  }
  const operationId = textOf(view.get('ai.operationId'))
  if (operationId.startsWith('ai.')) return aiSdkKind(operationId)
  const byScope = scopeKind(view)
  if (byScope !== undefined) return byScope
  // Traceloop's own word for a LangChain tool is `task`.
  if (view.has('gen_ai.operation.name') && textOf(view.get('gen_ai.operation.name')) === 'execute_tool') {
    return corrected(view, 'tool')
  }
  for (const [key, kinds] of NAMED) {
    if (!view.has(key)) continue
    const kind = kinds.get(textOf(view.get(key)).toLowerCase())
    if (kind !== undefined) return kind
  }
  return shapeKind(view, hasUsage, hasModel)
}

function corrected(view: SpanView, kind: SpanKind): SpanKind {
  if (STEPS.has(kind) && PRIVATE_METHOD.test(view.name)) return 'chain'
  if (kind === 'tool') return isPseudoTool(view) ? 'chain' : 'tool'
  // Langfuse's OpenAI wrapper calls everything a generation.
  const isEmbedding = kind === 'llm' && view.has('langfuse.observation.model.name')
  if (isEmbedding && EMBEDDING_MODEL.test(textOf(view.get('langfuse.observation.model.name')))) return 'embedding'
  return kind
}

function isPseudoTool(view: SpanView): boolean {
  return PSEUDO_TOOLS.some(([scope, name]) => scope.test(view.scopeName) && name.test(view.name))
}

function aiSdkKind(operationId: string): SpanKind {
  if (operationId.endsWith('.doGenerate') || operationId.endsWith('.doStream')) return 'llm'
  if (operationId.endsWith('.doEmbed')) return 'embedding'
  if (operationId === 'ai.rerank.doRerank') return 'reranker'
  if (operationId === 'ai.toolCall') return 'tool'
  return operationId === 'ai.generateText' || operationId === 'ai.streamText' ? 'agent' : 'chain'
}

/** Emitters whose span names say what their attributes do not. */
function scopeKind(view: SpanView): SpanKind | undefined {
  const { scopeName, name } = view
  if (scopeName.startsWith('com.anthropic.claude_code')) {
    return AGENT_CLI.get(textOf(view.get('span.type')).replace('claude_code.', '')) ?? 'other'
  }
  switch (scopeName) {
    case 'gcp.vertex.agent':
      return adkKind(name)
    case 'strands-agents':
    case 'strands.telemetry.tracer':
      return strandsKind(name)
    case 'pydantic-ai':
      return pydanticKind(name)
    case 'livekit-agents':
      return livekitKind(name)
    case 'gemini-cli':
      if (view.has('span.type')) return AGENT_CLI.get(textOf(view.get('span.type')))
      return name.startsWith('llm_call') ? 'llm' : undefined
    case 'agent_framework':
      return workflowKind(name)
    case 'litellm':
      return name === 'raw_gen_ai_request' ? rawKind(view) : undefined
    default:
      return codexKind(view)
  }
}

function adkKind(name: string): SpanKind | undefined {
  if (name.startsWith('call_llm')) return 'llm'
  if (name === 'invocation') return 'workflow'
  if (name.startsWith('agent_run')) return 'agent'
  if (name.startsWith('execute_tool (merged')) return 'other'
  if (name === 'execute_tool transfer_to_agent') return 'chain'
  return name.startsWith('execute_tool') ? 'tool' : undefined
}

/** Workflows of the Microsoft Agent Framework have no operation name. */
function workflowKind(name: string): SpanKind | undefined {
  if (name.startsWith('workflow.run')) return 'workflow'
  return name.startsWith('executor.process') ? 'chain' : undefined
}

function strandsKind(name: string): SpanKind | undefined {
  if (name.startsWith('Cycle ') || name.endsWith('_loop_cycle')) return 'chain'
  if (name.startsWith('Tool: ')) return 'tool'
  return name === 'Model invoke' ? 'llm' : undefined
}

function pydanticKind(name: string): SpanKind | undefined {
  if (name === 'agent run' || name.endsWith(' run')) return 'agent'
  return /^running \d+ tools?$/.test(name) ? 'chain' : undefined
}

/** LiteLLM's dump of one provider answer; without an id of an answer it holds only the request. */
function rawKind(view: SpanView): SpanKind {
  return view.keys().some((key) => /^llm\.[a-z_]+\.id$/.test(key)) ? 'llm' : 'other'
}

function livekitKind(name: string): SpanKind | undefined {
  if (name === 'agent_session') return 'workflow'
  if (name === 'agent_turn') return 'agent'
  if (name === 'function_tool') return 'tool'
  if (name === 'llm_request') return 'llm'
  return 'other'
}

function codexKind(view: SpanView): SpanKind | undefined {
  if (view.scopeName.startsWith('codex') && view.has('span.type')) return AGENT_CLI.get(textOf(view.get('span.type')))
  if (view.name === 'session_task.turn' && view.has('codex.turn.token_usage.input_tokens')) return 'agent'
  if (view.has('codex.tool.phase') && view.has('call_id')) return 'tool'
  if (view.name !== 'handle_responses') return undefined
  return view.has('gen_ai.usage.input_tokens') ? 'llm' : 'other'
}

function shapeKind(view: SpanView, hasUsage: boolean, hasModel: boolean): SpanKind {
  const mcpMethod = textOf(view.get('mcp.method.name'))
  if (mcpMethod !== '') return mcpMethod === 'tools/call' ? 'tool' : 'other'
  if (view.has('gen_ai.tool.name') || view.has('gen_ai.tool.call.id')) return 'tool'
  if (EMBEDDING_KEYS.some((key) => view.has(key))) return 'embedding'
  if (isRetrieval(view)) return 'retrieval'
  const logfire = textOf(view.get('logfire.span_type'))
  if (hasUsage && hasModel) return 'llm'
  if (logfire === 'log') return 'event'
  const isObservation = textOf(view.get('langfuse.observation.type')) === 'span'
  // Langfuse's SDKs before 3.4 call a generation a span; what a generation has gives it away.
  if (isObservation && GENERATION_KEYS.some((key) => view.has(key))) return 'llm'
  return isObservation || view.has('lmnr.span.type') ? 'chain' : 'other'
}

const EMBEDDING_KEYS = [
  'embedding.embeddings.0.embedding.text',
  'embedding.embeddings.0.embedding.vector',
  'embedding.model_name',
]
const GENERATION_KEYS = [
  'langfuse.observation.model.name',
  'langfuse.observation.usage_details',
  'langfuse.observation.cost_details',
]
const DATABASE = ['db.system.name', 'db.system']
const DATABASE_OPERATION = ['db.operation.name', 'db.operation']
const RETRIEVAL_KEYS = [
  'retrieval.documents.0.document.content',
  'retrieval.documents.0.document.id',
  'db.vector.query.top_k',
  'db.vector.query.content',
]

/** Databases of vectors, where any search is a retrieval. */
const VECTOR_DATABASES = new Set(['chroma', 'chromadb', 'pinecone', 'qdrant', 'weaviate', 'milvus', 'lancedb', 'marqo'])
const SEARCH = /query|search/i

/** Also a query of a vector database, which may tell its hits in events. */
function isRetrieval(view: SpanView): boolean {
  if (RETRIEVAL_KEYS.some((key) => view.has(key))) return true
  const database = view.has('db.system') || view.has('db.system.name') ? firstText(view, DATABASE).toLowerCase() : ''
  if (VECTOR_DATABASES.has(database) && SEARCH.test(firstText(view, DATABASE_OPERATION) || view.name)) return true
  return database !== '' && view.hasEvents && view.events().some((event) => event.name === 'db.query.result')
}
