/**
 * Which attribute keys are content: prompts, answers, arguments, documents. Content is never an attribute that
 * lists filter by; it is read when a span is opened.
 */
import { HAYSTACK_INPUT, HAYSTACK_OUTPUT, HAYSTACK_TOOL_INPUT, HAYSTACK_TOOL_OUTPUT } from './haystack-view.ts'

export type ContentRole = 'input' | 'output' | 'other'

const INPUT = [
  'gen_ai.input.messages',
  'gen_ai.system_instructions',
  'gen_ai.prompt',
  'gen_ai.tool.call.arguments',
  'gen_ai.retrieval.query.text',
  'gen_ai.memory.query.text',
  'retrieval.query',
  'input.value',
  'ai.prompt.messages',
  'ai.prompt',
  'ai.toolCall.args',
  'ai.value',
  'ai.values',
  'langfuse.observation.input',
  'mlflow.spanInputs',
  'lmnr.span.input',
  'genkit:input',
  'traceloop.entity.input',
  'gcp.vertex.agent.llm_request',
  'gcp.vertex.agent.tool_call_args',
  'lk.pii.chat_ctx',
  'lk.chat_ctx',
  'lk.pii.user_input',
  'lk.user_input',
  'lk.pii.function_tool.arguments',
  'lk.function_tool.arguments',
  'lk.pii.input_text',
  'tool_arguments',
  'tool_input',
  'full_command',
  'request_data',
  'pydantic_ai.all_messages',
  'all_messages_events',
  'events',
  'system_prompt',
  'reranker.query',
  'mastra.agent_run.input',
  'mastra.model_generation.input',
  'mastra.model_step.input',
  'mastra.tool_call.input',
  'mastra.workflow_run.input',
  'gen_ai.entity.input',
  'user_prompt',
  'prompt',
  'function_args',
  'request_text',
  'spring.ai.tool.call.arguments',
  'db.vector.query.content',
  'gen_ai.request.messages',
  'gen_ai.tool.input',
  HAYSTACK_TOOL_INPUT,
  ...HAYSTACK_INPUT,
] as const

const OUTPUT = [
  'gen_ai.output.messages',
  'gen_ai.completion',
  'gen_ai.tool.call.result',
  'gen_ai.retrieval.documents',
  'gen_ai.memory.records',
  'output.value',
  'ai.response.text',
  'ai.response.object',
  'ai.response.toolCalls',
  'ai.response.reasoning',
  'ai.response.files',
  'ai.toolCall.result',
  'ai.ranking',
  'langfuse.observation.output',
  'mlflow.spanOutputs',
  'lmnr.span.output',
  'genkit:output',
  'traceloop.entity.output',
  'gcp.vertex.agent.llm_response',
  'gcp.vertex.agent.tool_response',
  'lk.pii.response.text',
  'lk.response.text',
  'lk.pii.response.function_calls',
  'lk.response.function_calls',
  'lk.pii.function_tool.output',
  'lk.function_tool.output',
  'tool_response',
  'response_data',
  'final_result',
  'mastra.agent_run.output',
  'mastra.model_generation.output',
  'mastra.model_step.output',
  'mastra.model_inference.output',
  'mastra.tool_call.output',
  'mastra.workflow_run.output',
  'gen_ai.entity.output',
  'retrieval.document',
  'response_text',
  'spring.ai.tool.call.result',
  'db.vector.query.response.documents',
  'gen_ai.response.text',
  'gen_ai.response.tool_calls',
  'gen_ai.tool.output',
  'ai.result.text',
  'ai.result.object',
  'ai.result.toolCalls',
  HAYSTACK_TOOL_OUTPUT,
  ...HAYSTACK_OUTPUT,
] as const

const OTHER = [
  'gen_ai.tool.definitions',
  'gen_ai.request.available_tools',
  'ai.prompt.tools',
  'ai.embedding',
  'ai.embeddings',
  'ai.documents',
  'ai.response.providerMetadata',
  'ai.schema',
  'llm.invocation_parameters',
  'llm.prompt_template.template',
  'llm.prompt_template.variables',
  'langfuse.trace.input',
  'langfuse.trace.output',
  'mlflow.chat.tools',
  'model_request_parameters',
  'logfire.json_schema',
  'tool.parameters',
  'tool.json_schema',
  'gcp.vertex.agent.data',
  'genkit:state',
  'haystack.agent.tools',
  'haystack.agent.state_schema',
  'haystack.component.input_spec',
  'haystack.component.output_spec',
] as const

/** Flattened lists: `<prefix><index>.…`. */
const PREFIXES: readonly (readonly [string, ContentRole])[] = [
  ['llm.input_messages.', 'input'],
  ['llm.output_messages.', 'output'],
  ['llm.prompts.', 'input'],
  ['llm.choices.', 'output'],
  ['llm.tools.', 'other'],
  ['llm.request.functions.', 'other'],
  ['retrieval.documents.', 'output'],
  ['reranker.input_documents.', 'input'],
  ['reranker.output_documents.', 'output'],
  ['embedding.embeddings.', 'input'],
  ['gen_ai.prompt.', 'input'],
  ['gen_ai.completion.', 'output'],
]

const roles = new Map<string, ContentRole | 'none'>([
  ...INPUT.map((key) => [key, 'input'] as const),
  ...OUTPUT.map((key) => [key, 'output'] as const),
  ...OTHER.map((key) => [key, 'other'] as const),
])

/** Remembered keys; a client that invents keys without end must not fill the memory. */
const MAX_REMEMBERED = 20_000

/** 'none': a fact that may be filtered by. */
export function contentRoleOf(key: string): ContentRole | 'none' {
  const known = roles.get(key)
  if (known !== undefined) return known
  const role = flattenedRole(key)
  if (roles.size < MAX_REMEMBERED) roles.set(key, role)
  return role
}

function flattenedRole(key: string): ContentRole | 'none' {
  for (const [prefix, role] of PREFIXES) {
    // `gen_ai.prompt.name` and its like are facts; only a number after the prefix makes it a list.
    if (key.startsWith(prefix) && isDigit(key.charCodeAt(prefix.length))) return role
  }
  return 'none'
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}
