/** What to do about each gap that the span doctor finds. English, by code; the dashboard has them in other languages. */
export const FIXES = {
  still_running:
    'Nothing to do while it runs. If it ended long ago, its process died before the span was exported: flush on exit.',
  stream_usage_ai_sdk:
    'The provider was not asked for the usage of a stream: create the model with its usage option (for OpenAI-compatible providers includeUsage: true).',
  stream_usage:
    'The provider was not asked for the usage of a stream: pass stream_options: {"include_usage": true} with the request.',
  tokens_crewai:
    'CrewAI calls its model by itself, and this instrumentation does not see the counts: instrument the client too (openinference-instrumentation-openai or -litellm).',
  tokens_dspy: 'DSPy calls through LiteLLM, and this instrumentation does not see the counts: instrument LiteLLM too.',
  tokens_llama_index:
    'LlamaIndex does not hand on the counts of streams and embeddings: instrument the client (OpenAI, Anthropic) too.',
  tokens_openai_agents:
    'On chat completions this instrumentation has no counts: use the Responses API, or OpenInference.',
  automatic_calls:
    'google-genai called tools by itself: this span stands for several calls of the model and was sent the counts of the last alone, so they are in no sum. Pass automatic_function_calling={"disable": True} and call the tools in the program; then each call has a span.',
  tokens_mlflow:
    'MLflow has no counts for streams and embeddings of Anthropic: read the stream without streaming, or add another instrumentation.',
  tokens_langsmith:
    'Pass usage_metadata with the run: wrapOpenAI and LangChain do it by themselves, traceable functions do not.',
  tokens_langfuse: 'Pass usageDetails to the generation, or use the wrapped client, which takes them from the answer.',
  tokens_vitrine: 'The answer carried no usage. Streams of OpenAI need stream_options: {"include_usage": true}.',
  tokens:
    'Set gen_ai.usage.input_tokens and gen_ai.usage.output_tokens on the span, or map the attributes that hold the counts (Settings → Mapping).',
  cache:
    'This instrumentation never sends how much the cache served, so a cached prompt is priced as a fresh one. OpenLLMetry and OpenInference send it.',
  model: 'Set gen_ai.request.model on the span, or map the attribute that holds the name (Settings → Mapping).',
  price: 'No list has a price for this model at this provider. Add one (Settings → Prices) and apply it to history.',
  content_openllmetry: 'Content is switched off: set TRACELOOP_TRACE_CONTENT=true.',
  content_openinference: 'Content is hidden: unset OPENINFERENCE_HIDE_INPUTS, OPENINFERENCE_HIDE_OUTPUTS and the like.',
  content_ai_sdk: 'Content is switched off: set recordInputs and recordOutputs to true in experimental_telemetry.',
  content_claude_code: 'Prompts are not sent by default: set OTEL_LOG_USER_PROMPTS=1.',
  content_codex: 'Prompts are not sent by default: set log_user_prompt = true under [otel] in config.toml.',
  content_gemini_cli: 'Content is switched off: set telemetry.logPrompts to true in settings.json.',
  content_adk:
    'Content is switched off: set ADK_CAPTURE_MESSAGE_CONTENT_IN_SPANS=true. ADK 2 sends it as log records: export /v1/logs here too.',
  content_pydantic_ai: 'Content is switched off: use InstrumentationSettings(include_content=True).',
  content_agent_framework: 'Content is switched off: set ENABLE_SENSITIVE_DATA=true.',
  content_semantic_kernel:
    'Content is switched off: set SEMANTICKERNEL_EXPERIMENTAL_GENAI_ENABLE_OTEL_DIAGNOSTICS_SENSITIVE=true.',
  content_openlit: 'Content is switched off: init with capture_message_content (captureMessageContent) true.',
  content_langfuse: 'Input and output were not set on the generation, or a mask took them away.',
  content_anthropic_sdk:
    'The SDK sends no content by itself: set ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE=content, or add an instrumentation that captures it.',
  content:
    'Instrumentations of OpenTelemetry send content only with OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true; older ones send it as log records: export /v1/logs here too.',
  output:
    'The question is here and the answer is not: a stream that the program did not read to its end is exported without it, and some instrumentations capture only the input.',
  session_vitrine: 'Pass a session: withSession(id, …) around the work of one conversation.',
  session_openinference:
    'Wrap the work in using_session(id) (Python) or setSession(context, {sessionId}) (JavaScript).',
  session_openllmetry: 'Set association properties: Traceloop.set_association_properties({"session_id": id}).',
  session_langfuse:
    'Set sessionId on the trace: propagate_attributes(session_id=…) or propagateAttributes({sessionId}).',
  session_ai_sdk: 'Pass experimental_telemetry.metadata.sessionId with the call.',
  session_langsmith: 'Pass metadata with session_id (or thread_id).',
  session_mlflow: 'Set the trace metadata mlflow.trace.session.',
  session:
    'Set session.id or gen_ai.conversation.id on the root span, or map the attribute that holds it (Settings → Mapping).',
} as const

export type FixCode = keyof typeof FIXES
export const FIX_CODES = Object.keys(FIXES) as [FixCode, ...FixCode[]]
