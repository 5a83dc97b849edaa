/** What each convention calls each kind, and where it says so, from the most explicit convention to the least. */
import { SPAN_KINDS, type SpanKind } from '@vitrine/schemas'

type Kinds = ReadonlyMap<string, SpanKind>

const LANGFUSE: Kinds = new Map([
  ['generation', 'llm'],
  ['embedding', 'embedding'],
  ['retriever', 'retrieval'],
  ['tool', 'tool'],
  ['agent', 'agent'],
  ['chain', 'chain'],
  ['guardrail', 'guardrail'],
  ['evaluator', 'evaluator'],
  ['event', 'event'],
] as const)

const OPENINFERENCE: Kinds = new Map([
  ['llm', 'llm'],
  ['embedding', 'embedding'],
  ['retriever', 'retrieval'],
  ['reranker', 'reranker'],
  ['tool', 'tool'],
  ['agent', 'agent'],
  ['chain', 'chain'],
  ['prompt', 'chain'],
  ['guardrail', 'guardrail'],
  ['evaluator', 'evaluator'],
] as const)

const MLFLOW: Kinds = new Map([
  ...OPENINFERENCE,
  ['chat_model', 'llm'],
  ['memory', 'retrieval'],
  ['parser', 'chain'],
  ['task', 'chain'],
  ['workflow', 'workflow'],
] as const)

const LANGSMITH: Kinds = new Map([...OPENINFERENCE, ['parser', 'chain']] as const)

const MASTRA: Kinds = new Map([
  ['model_inference', 'llm'],
  ['rag_embedding', 'embedding'],
  ['rag_vector_operation', 'retrieval'],
  ['memory_operation', 'retrieval'],
  ['tool_call', 'tool'],
  ['mcp_tool_call', 'tool'],
  ['client_tool_call', 'tool'],
  ['provider_tool_call', 'tool'],
  ['agent_run', 'agent'],
  ['workflow_run', 'workflow'],
  ['workflow_step', 'workflow'],
  ['scorer_run', 'evaluator'],
  ['scorer_step', 'evaluator'],
  ['classifier_evaluation', 'evaluator'],
  ['model_chunk', 'event'],
  ['workflow_sleep', 'event'],
  ['workflow_wait_event', 'event'],
] as const)

const LAMINAR: Kinds = new Map([
  ['llm', 'llm'],
  ['tool', 'tool'],
  ['executor', 'chain'],
  ['evaluator', 'evaluator'],
  ['evaluation', 'evaluator'],
] as const)

/** Claude Code's spans, and what other agents tell in log records (decode/agent-logs.ts). */
export const AGENT_CLI: Kinds = new Map([
  ['interaction', 'agent'],
  ['llm_request', 'llm'],
  ['tool', 'tool'],
] as const)

const TRACELOOP: Kinds = new Map([
  ['workflow', 'workflow'],
  ['task', 'chain'],
  ['agent', 'agent'],
  ['tool', 'tool'],
] as const)

const OPERATION: Kinds = new Map([
  ['chat', 'llm'],
  ['text_completion', 'llm'],
  ['generate_content', 'llm'],
  ['completion', 'llm'],
  ['generate', 'llm'],
  ['chat.completions', 'llm'],
  ['text.completions', 'llm'],
  ['llm_call', 'llm'],
  ['embeddings', 'embedding'],
  ['embedding', 'embedding'],
  ['text_generation', 'llm'],
  ['responses', 'llm'],
  ['image_generation', 'llm'],
  ['speech', 'llm'],
  ['transcription', 'llm'],
  ['retrieval', 'retrieval'],
  ['search_memory', 'retrieval'],
  ['create_memory', 'other'],
  ['update_memory', 'other'],
  ['upsert_memory', 'other'],
  ['delete_memory', 'other'],
  ['create_memory_store', 'other'],
  ['delete_memory_store', 'other'],
  // Fetches an answer that was paid for when it was made.
  ['fetch_response', 'other'],
  ['rerank', 'reranker'],
  ['execute_tool', 'tool'],
  ['schedule_tool_calls', 'tool'],
  // Names the next agent; no program runs.
  ['handoff', 'chain'],
  ['invoke_agent', 'agent'],
  ['create_agent', 'agent'],
  ['plan', 'chain'],
  ['agent_step', 'chain'],
  ['chain', 'chain'],
  ['invoke_workflow', 'workflow'],
  ['workflow', 'workflow'],
  ['invoke_swarm', 'workflow'],
  ['invoke_graph', 'workflow'],
  ['agent', 'agent'],
  ['run_agent', 'agent'],
  ['tool', 'tool'],
  ['embed', 'embedding'],
  // Around calls, often with a model's name or with sums: OpenLIT, Spring AI, .NET's chat clients.
  ['framework', 'chain'],
  ['task', 'chain'],
  ['execute_task', 'chain'],
  ['orchestrate_tools', 'chain'],
] as const)

/** Spring AI has one operation for all that it does itself, and says here what it is. */
const SPRING_AI: Kinds = new Map([
  ['chat_client', 'chain'],
  ['advisor', 'chain'],
  ['tool_call', 'tool'],
] as const)

/** OpenLLMetry's words, and LiteLLM's: the name of the function that was called. */
const REQUEST_TYPE: Kinds = new Map([
  ['chat', 'llm'],
  ['completion', 'llm'],
  ['acompletion', 'llm'],
  ['text_completion', 'llm'],
  ['atext_completion', 'llm'],
  ['responses', 'llm'],
  ['aresponses', 'llm'],
  ['anthropic_messages', 'llm'],
  ['embedding', 'embedding'],
  ['aembedding', 'embedding'],
  ['rerank', 'reranker'],
  ['arerank', 'reranker'],
] as const)

/** Dify's own words, kept in the metadata that it hands to Langfuse. */
const DIFY: Kinds = new Map([
  ['llm', 'llm'],
  ['retrieval', 'retrieval'],
  ['tool', 'tool'],
  ['agent', 'agent'],
  ['workflow', 'workflow'],
] as const)

/** Alibaba's LoongSuite and Dify's exporters. */
const GEN_AI_SPAN: Kinds = new Map([
  ...OPENINFERENCE,
  ['generation', 'llm'],
  ['task', 'chain'],
  ['step', 'chain'],
  ['workflow', 'workflow'],
  ['entry', 'workflow'],
] as const)

const GENKIT: Kinds = new Map([
  ['model', 'llm'],
  ['embedder', 'embedding'],
  ['tool', 'tool'],
  ['retriever', 'retrieval'],
  ['reranker', 'reranker'],
  ['evaluator', 'evaluator'],
  ['flow', 'workflow'],
  ['flowstep', 'chain'],
] as const)

/** What a mapping rule (or whoever names the kind outright) says, in our words. */
const OURS: Kinds = new Map([...OPENINFERENCE, ...SPAN_KINDS.map((kind) => [kind, kind] as const)])

/** Key, table, and what a value outside the table means (undefined: ask the next source). */
export const EXPLICIT: readonly (readonly [string, Kinds, SpanKind | undefined])[] = [
  ['vitrine.kind', OURS, undefined],
  ['langfuse.observation.type', LANGFUSE, undefined],
  ['langfuse.observation.metadata.dify.span.type', DIFY, undefined],
  ['openinference.span.kind', OPENINFERENCE, undefined],
  ['mlflow.spanType', MLFLOW, undefined],
  ['langsmith.span.kind', LANGSMITH, undefined],
  ['mastra.span.type', MASTRA, 'chain'],
  ['lmnr.span.type', LAMINAR, undefined],
  ['gen_ai.span.kind', GEN_AI_SPAN, undefined],
  ['spring.ai.kind', SPRING_AI, undefined],
]

export const NAMED: readonly (readonly [string, Kinds])[] = [
  ['traceloop.span.kind', TRACELOOP],
  ['gen_ai.operation.name', OPERATION],
  ['llm.request.type', REQUEST_TYPE],
  ['genkit:metadata:subtype', GENKIT],
  ['genkit:type', GENKIT],
]
