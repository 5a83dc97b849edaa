/**
 * What a span of its kind usually carries and this one does not, with what to switch on. Data: a row for each gap, and
 * for gaps that every library closes in its own way, a row for each dialect.
 */
import type { MissingOfSpan as Missing, MissingCode } from '@vitrine/schemas/api'
import type { SpanView } from '../mapping/span-view.ts'
import type { FieldTexts } from './fields.ts'

export interface Patient {
  readonly view: SpanView
  readonly dialect: string
  readonly texts: FieldTexts
}

const CALLS = new Set(['llm', 'embedding', 'reranker'])
const isCall = ({ texts }: Patient) => CALLS.has(texts.kind ?? '')
const isFailed = ({ texts }: Patient) => texts.status === 'error'
const hasTokens = ({ texts }: Patient) =>
  Object.keys(texts).some((field) => field.startsWith('tokens_') && texts[field] !== null)
const hasContent = ({ texts }: Patient) => (texts.input ?? texts.output ?? texts.messages ?? null) !== null

/** A gap: the field, what it is called, and when it is one. The first that holds for a field is told. */
const GAPS: readonly {
  readonly field: string
  readonly code: MissingCode
  readonly holds: (patient: Patient) => boolean
  readonly fix: (patient: Patient) => string
}[] = [
  {
    field: 'end',
    code: 'still_running',
    holds: ({ view }) => view.endNs === 0n,
    fix: () =>
      'Nothing to do while it runs. If it ended long ago, its process died before the span was exported: flush on exit.',
  },
  {
    field: 'tokens',
    code: 'stream_without_usage',
    holds: (patient) =>
      isCall(patient) &&
      !isFailed(patient) &&
      !hasTokens(patient) &&
      patient.texts.stream === 'true' &&
      isOpenAiLike(patient),
    fix: ({ dialect }) =>
      dialect === 'ai-sdk'
        ? 'The provider was not asked for the usage of a stream: create the model with its usage option (for OpenAI-compatible providers includeUsage: true).'
        : 'The provider was not asked for the usage of a stream: pass stream_options: {"include_usage": true} with the request.',
  },
  {
    field: 'tokens',
    code: 'tokens_not_sent',
    holds: (patient) => isCall(patient) && !isFailed(patient) && !hasTokens(patient),
    fix: ({ dialect, view }) => TOKENS.find((row) => row.matches(dialect, view.scopeName))?.fix ?? TOKENS_ANY,
  },
  {
    field: 'tokens_cache_read',
    code: 'cache_not_sent',
    holds: (patient) =>
      isCall(patient) &&
      hasTokens(patient) &&
      patient.texts.tokens_cache_read === null &&
      CACHE_LOST.test(patient.view.scopeName),
    fix: () =>
      'This instrumentation never sends how much the cache served, so a cached prompt is priced as a fresh one. OpenLLMetry and OpenInference send it.',
  },
  {
    field: 'model',
    code: 'model_not_sent',
    holds: (patient) => isCall(patient) && patient.texts.model === null,
    fix: () => 'Set gen_ai.request.model on the span, or map the attribute that holds the name (Settings → Mapping).',
  },
  {
    field: 'price',
    code: 'no_price',
    holds: (patient) =>
      isCall(patient) && hasTokens(patient) && patient.texts.model !== null && patient.texts.cost === null,
    fix: () =>
      'No list has a price for this model at this provider. Add one (Settings → Prices) and apply it to history.',
  },
  {
    field: 'content',
    code: 'content_not_sent',
    holds: (patient) => patient.texts.kind === 'llm' && !isFailed(patient) && !hasContent(patient),
    fix: ({ dialect, view }) => CONTENT.find((row) => row.matches(dialect, view.scopeName))?.fix ?? CONTENT_ANY,
  },
  {
    field: 'output',
    code: 'output_not_sent',
    holds: (patient) =>
      patient.texts.kind === 'llm' &&
      !isFailed(patient) &&
      hasContent(patient) &&
      patient.texts.output === null &&
      !saysOutput(patient),
    fix: () =>
      'The question is here and the answer is not: a stream that the program did not read to its end is exported without it, and some instrumentations capture only the input.',
  },
  {
    field: 'session',
    code: 'session_not_sent',
    holds: ({ texts }) => texts.session === null,
    fix: ({ dialect, view }) => SESSION.find((row) => row.matches(dialect, view.scopeName))?.fix ?? SESSION_ANY,
  },
]

/** Not worth a word on spans that inherit them from their trace, or have none by nature. */
const ONLY_OF_ROOTS: ReadonlySet<string> = new Set(['session'])

export function* adviceFor(patient: Patient): Generator<Missing> {
  const told = new Set<string>()
  for (const gap of GAPS) {
    if (told.has(gap.field) || !gap.holds(patient)) continue
    if (ONLY_OF_ROOTS.has(gap.field) && patient.view.parentSpanId !== '') continue
    told.add(gap.field)
    yield { field: gap.field, code: gap.code, fix: gap.fix(patient) }
  }
}

const CACHE_LOST =
  /^(?:@opentelemetry\/instrumentation-openai|opentelemetry\.instrumentation\.openai_v2|semantic_kernel|Microsoft\.SemanticKernel|@elastic\/)/

function isOpenAiLike({ texts, view }: Patient): boolean {
  const provider = texts.provider ?? ''
  const isOther = provider === 'anthropic' || provider === 'aws.bedrock' || provider.startsWith('gcp.')
  return !isOther && !view.scopeName.startsWith('com.anthropic')
}

function saysOutput({ texts }: Patient): boolean {
  return (texts.messages ?? '').includes('"isOutput":true')
}

interface Fix {
  readonly matches: (dialect: string, scopeName: string) => boolean
  readonly fix: string
}

const of = (dialect: string, fix: string): Fix => ({ matches: (name) => name === dialect, fix })
const scoped = (pattern: RegExp, fix: string): Fix => ({ matches: (_, scopeName) => pattern.test(scopeName), fix })

const TOKENS: readonly Fix[] = [
  scoped(
    /crewai/i,
    'CrewAI calls its model by itself, and this instrumentation does not see the counts: instrument the client too (openinference-instrumentation-openai or -litellm).',
  ),
  scoped(
    /dspy/i,
    'DSPy calls through LiteLLM, and this instrumentation does not see the counts: instrument LiteLLM too.',
  ),
  scoped(
    /llama.?index/i,
    'LlamaIndex does not hand on the counts of streams and embeddings: instrument the client (OpenAI, Anthropic) too.',
  ),
  scoped(
    /openai.agents/i,
    'On chat completions this instrumentation has no counts: use the Responses API, or OpenInference.',
  ),
  of(
    'mlflow',
    'MLflow has no counts for streams and embeddings of Anthropic: read the stream without streaming, or add another instrumentation.',
  ),
  of(
    'langsmith',
    'Pass usage_metadata with the run: wrapOpenAI and LangChain do it by themselves, traceable functions do not.',
  ),
  of('langfuse', 'Pass usageDetails to the generation, or use the wrapped client, which takes them from the answer.'),
  of('vitrine', 'The answer carried no usage. Streams of OpenAI need stream_options: {"include_usage": true}.'),
]
const TOKENS_ANY =
  'Set gen_ai.usage.input_tokens and gen_ai.usage.output_tokens on the span, or map the attributes that hold the counts (Settings → Mapping).'

const CONTENT: readonly Fix[] = [
  of('openllmetry', 'Content is switched off: set TRACELOOP_TRACE_CONTENT=true.'),
  of('openinference', 'Content is hidden: unset OPENINFERENCE_HIDE_INPUTS, OPENINFERENCE_HIDE_OUTPUTS and the like.'),
  of('ai-sdk', 'Content is switched off: set recordInputs and recordOutputs to true in experimental_telemetry.'),
  of('claude-code', 'Prompts are not sent by default: set OTEL_LOG_USER_PROMPTS=1.'),
  of('codex', 'Prompts are not sent by default: set log_user_prompt = true under [otel] in config.toml.'),
  of('gemini-cli', 'Content is switched off: set telemetry.logPrompts to true in settings.json.'),
  of(
    'adk',
    'Content is switched off: set ADK_CAPTURE_MESSAGE_CONTENT_IN_SPANS=true. ADK 2 sends it as log records: export /v1/logs here too.',
  ),
  of('pydantic-ai', 'Content is switched off: use InstrumentationSettings(include_content=True).'),
  of('ms-agent-framework', 'Content is switched off: set ENABLE_SENSITIVE_DATA=true.'),
  of(
    'semantic-kernel',
    'Content is switched off: set SEMANTICKERNEL_EXPERIMENTAL_GENAI_ENABLE_OTEL_DIAGNOSTICS_SENSITIVE=true.',
  ),
  of('openlit', 'Content is switched off: init with capture_message_content (captureMessageContent) true.'),
  of('langfuse', 'Input and output were not set on the generation, or a mask took them away.'),
  of(
    'anthropic-sdk',
    'The SDK sends no content by itself: set OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true, or add an instrumentation that captures it.',
  ),
]
const CONTENT_ANY =
  'Instrumentations of OpenTelemetry send content only with OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true; older ones send it as log records: export /v1/logs here too.'

const SESSION: readonly Fix[] = [
  of('vitrine', 'Pass a session: withSession(id, …) around the work of one conversation.'),
  of('openinference', 'Wrap the work in using_session(id) (Python) or setSession(context, {sessionId}) (JavaScript).'),
  of('openllmetry', 'Set association properties: Traceloop.set_association_properties({"session_id": id}).'),
  of('langfuse', 'Set sessionId on the trace: propagate_attributes(session_id=…) or propagateAttributes({sessionId}).'),
  of('ai-sdk', 'Pass experimental_telemetry.metadata.sessionId with the call.'),
  of('langsmith', 'Pass metadata with session_id (or thread_id).'),
  of('mlflow', 'Set the trace metadata mlflow.trace.session.'),
]
const SESSION_ANY =
  'Set session.id or gen_ai.conversation.id on the root span, or map the attribute that holds it (Settings → Mapping).'
