/**
 * Where each scalar of the canonical span comes from: ordered lists, first non-empty source wins. Fields resolve one
 * by one, since a span may carry the keys of several conventions at once.
 */
export const MODEL_REQUESTED = [
  'gen_ai.request.model',
  'llm.request.model_name',
  'ai.model.id',
  'mlflow.llm.model',
  'langsmith.metadata.ls_model_name',
  'langfuse.observation.metadata.ls_model_name',
  'embedding.model_name',
  'reranker.model_name',
  'gen_ai.model_name',
  'llm.request.model',
] as const

export const MODEL_RESPONSE = [
  'gen_ai.response.model',
  'llm.response.model_name',
  'ai.response.model',
  'langfuse.observation.model.name',
  'llm.model_name',
  'llm.response.model',
] as const

/** Where a span's name for people stands, of spans that its second key marks. */
export const NAME: readonly (readonly [string, string])[] = [
  ['vitrine.name', 'vitrine.name'],
  ['langsmith.trace.name', 'langsmith.span.kind'],
  ['traceloop.entity.name', 'traceloop.span.kind'],
  ['haystack.component.name', 'haystack.component.type'],
  ['haystack.tool.name', 'haystack.tool.name'],
]

/** Of the whole trace, on any span of it; without it a trace is called what its root is. */
export const TRACE_NAME = ['langfuse.trace.name'] as const

export const PROVIDER = [
  'gen_ai.provider.name',
  'gen_ai.system',
  'llm.provider',
  'llm.system',
  'llm.vendor',
  'mlflow.llm.provider',
  'ai.model.provider',
  'langsmith.metadata.ls_provider',
  'langfuse.observation.metadata.ls_provider',
  'traceloop.association.properties.ls_provider',
] as const

export const RESPONSE_ID = ['gen_ai.response.id', 'ai.response.id'] as const

export const SESSION = [
  'session.id',
  'langfuse.session.id',
  'gen_ai.session.id',
  'gen_ai.conversation.id',
  'traceloop.association.properties.session_id',
  'traceloop.association.properties.sessionId',
  'traceloop.association.properties.thread_id',
  'traceloop.association.properties.conversation_id',
  'lmnr.association.properties.session_id',
  'ai.telemetry.metadata.sessionId',
  'ai.telemetry.metadata.session_id',
  'ai.telemetry.metadata.threadId',
  'ai.settings.context.sessionId',
  'mastra.metadata.sessionId',
  'mastra.metadata.threadId',
  'gcp.vertex.agent.session_id',
  'langsmith.metadata.session_id',
  'langsmith.metadata.thread_id',
  'langsmith.metadata.conversation_id',
  'langsmith.trace.session_id',
  'mlflow.trace.session',
  'metadata.session_id',
  'metadata.sessionId',
  'metadata.thread_id',
  'metadata.conversation_id',
  'langfuse.observation.metadata.langfuse_session_id',
  'conversation.id',
  'thread_id',
  'spring.ai.chat.client.conversation.id',
] as const

export const USER = [
  'user.id',
  'langfuse.user.id',
  'gen_ai.user.id',
  'enduser.id',
  'traceloop.association.properties.user_id',
  'traceloop.association.properties.userId',
  'lmnr.association.properties.user_id',
  'ai.telemetry.metadata.userId',
  'ai.telemetry.metadata.user_id',
  'ai.settings.context.userId',
  'mastra.metadata.userId',
  'langsmith.metadata.user_id',
  'mlflow.trace.user',
  'metadata.user_id',
  'metadata.userId',
  'langfuse.observation.metadata.langfuse_user_id',
  'gen_ai.user',
  'llm.user',
] as const

/** Who it was, where no id says so. */
export const USER_LAST = ['user.email'] as const

export const TAGS = [
  'tag.tags',
  'langfuse.trace.tags',
  'langfuse.tags',
  'logfire.tags',
  'ai.telemetry.metadata.tags',
  'langsmith.span.tags',
  'lmnr.association.properties.tags',
  'mastra.tags',
  'tags',
] as const

export const ENVIRONMENT = [
  'langfuse.environment',
  'deployment.environment.name',
  'deployment.environment',
  'env',
] as const
export const RELEASE = ['langfuse.release', 'service.version', 'langfuse.version', 'app.version'] as const

export const PROMPT_NAME = [
  'langfuse.observation.prompt.name',
  'gen_ai.prompt.name',
  'prompt.id',
  'traceloop.prompt.key',
] as const

/** Name and version in one JSON value: a dictionary, or a list of them. */
export const PROMPT = ['ai.telemetry.metadata.langfusePrompt', 'mlflow.linkedPrompts'] as const

export const PROMPT_VERSION = [
  'langfuse.observation.prompt.version',
  'gen_ai.prompt.version',
  'llm.prompt_template.version',
  'prompt.version',
  'traceloop.prompt.version',
] as const

export const AGENT_NAME = [
  'gen_ai.agent.name',
  'agent.name',
  'agent_name',
  'lk.agent_label',
  'ai.telemetry.functionId',
  'executor.id',
  'graph.node.name',
] as const

export const TOOL_NAME = [
  'gen_ai.tool.name',
  'tool.name',
  'ai.toolCall.name',
  'lk.function_tool.name',
  'tool_name',
  'function_name',
  'spring.ai.tool.definition.name',
] as const

export const FINISH_REASON = [
  'gen_ai.response.finish_reasons',
  'llm.finish_reason',
  'gen_ai.completion.0.finish_reason',
  'ai.response.finishReason',
  'anthropic.message.stop_reason',
  'gen_ai.response.finish_reason',
  'llm.stop_reason',
  'stop_reason',
  'finish_reasons',
] as const

export const STREAM = [
  'gen_ai.request.stream',
  'llm.is_streaming',
  'gen_ai.is_streaming',
  'gen_ai.request.is_stream',
  'langsmith.request.streaming',
  'langsmith.metadata.stream',
] as const

/** What a framework's exporter says of itself in the resource, in place of the application. */
export const OWN_RELEASE: readonly (readonly [string, string])[] = [
  ['telemetry.sdk.name', '@mastra/otel-exporter'],
  ['service.name', 'laminar-tracer-resource'],
]

/** Time to first token: key and how many nanoseconds its unit has. */
export const TTFT: readonly (readonly [string, number])[] = [
  ['gen_ai.response.time_to_first_chunk', 1e9],
  ['gen_ai.client.operation.time_to_first_chunk', 1e9],
  ['ai.response.msToFirstChunk', 1e6],
  ['ttft_ms', 1e6],
  ['lk.response.ttft', 1e9],
  // vLLM's own.
  ['gen_ai.latency.time_to_first_token', 1e9],
]

/** The same in seconds under OpenLIT and in milliseconds under Strands. */
export const TTFT_OF_SERVER = 'gen_ai.server.time_to_first_token'

/** Events whose first one comes with the first token. */
export const TTFT_EVENT =
  /^(?:First Token Stream Event|ai\.stream\.firstChunk|(?:llm|gen_ai)\.content\.completion\.chunk|mlflow\.chunk\.item\.0)$/

export const TTFT_INSTANT = ['langfuse.observation.completion_start_time', 'mastra.completion_start_time'] as const

/** Cost that the client reports, USD. */
export const REPORTED_COST = [
  'llm.cost.total',
  'gen_ai.usage.cost',
  'gen_ai.usage.total_cost',
  'operation.cost',
  'gen_ai.cost.total_cost',
  'cost_usd',
] as const
