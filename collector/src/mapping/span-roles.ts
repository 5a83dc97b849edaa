/** What a span says it is, as far as reading its content depends on it; the kind itself is decided on write. */
import { parsedTwice } from './parts.ts'
import type { SpanView } from './span-view.ts'
import { textOf } from './values.ts'

const KIND_KEYS = [
  'langfuse.observation.type',
  'langfuse.observation.metadata.dify.span.type',
  'openinference.span.kind',
  'mlflow.spanType',
  'langsmith.span.kind',
  'mastra.span.type',
  'lmnr.span.type',
  'gen_ai.span.kind',
  'traceloop.span.kind',
  'gen_ai.operation.name',
  'genkit:metadata:subtype',
  'spring.ai.kind',
  'span.type',
]

const TOOLS = new Set(['tool', 'execute_tool', 'tool_call', 'mcp_tool_call', 'claude_code.tool'])
const RETRIEVERS = new Set(['retriever', 'retrieval', 'search_memory', 'rag_vector_operation', 'memory'])

export const isToolSpan = (view: SpanView): boolean => says(view, TOOLS)
export const isRetrieverSpan = (view: SpanView): boolean =>
  says(view, RETRIEVERS) || /(?:Retriever|WebSearch|Ranker)$/.test(textOf(view.get('haystack.component.type')))

function says(view: SpanView, words: ReadonlySet<string>): boolean {
  return KIND_KEYS.some((key) => {
    const word = view.has(key) ? parsedTwice(view.get(key)) : undefined
    return typeof word === 'string' && words.has(word.toLowerCase())
  })
}
