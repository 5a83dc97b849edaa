/**
 * What a span of its kind usually carries and this one does not, with what to switch on. Data: a row for each gap, and
 * for gaps that every library closes in its own way, a row for each dialect.
 */
import { FIXES, type FixCode, type MissingOfSpan as Missing, type MissingCode } from '@vitrine/schemas/api'
import { hasAutomaticCalls } from '../mapping/automatic-calls.ts'
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
  readonly fix: (patient: Patient) => FixCode
}[] = [
  {
    field: 'end',
    code: 'still_running',
    holds: ({ view }) => view.endNs === 0n,
    fix: () => 'still_running',
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
    fix: ({ dialect }) => (dialect === 'ai-sdk' ? 'stream_usage_ai_sdk' : 'stream_usage'),
  },
  {
    field: 'tokens',
    code: 'tokens_not_sent',
    holds: (patient) =>
      isCall(patient) && !isFailed(patient) && !hasTokens(patient) && !hasAutomaticCalls(patient.view),
    fix: ({ dialect, view }) => TOKENS.find((row) => row.matches(dialect, view.scopeName))?.fix ?? 'tokens',
  },
  {
    field: 'tokens',
    code: 'calls_in_one_span',
    holds: (patient) => isCall(patient) && hasAutomaticCalls(patient.view),
    fix: () => 'automatic_calls',
  },
  {
    field: 'tokens_cache_read',
    code: 'cache_not_sent',
    holds: (patient) =>
      isCall(patient) &&
      hasTokens(patient) &&
      patient.texts.tokens_cache_read === null &&
      CACHE_LOST.test(patient.view.scopeName),
    fix: () => 'cache',
  },
  {
    field: 'model',
    code: 'model_not_sent',
    holds: (patient) => isCall(patient) && patient.texts.model === null,
    fix: () => 'model',
  },
  {
    field: 'price',
    code: 'no_price',
    holds: (patient) =>
      isCall(patient) && hasTokens(patient) && patient.texts.model !== null && patient.texts.cost === null,
    fix: () => 'price',
  },
  {
    field: 'content',
    code: 'content_not_sent',
    holds: (patient) => patient.texts.kind === 'llm' && !isFailed(patient) && !hasContent(patient),
    fix: ({ dialect, view }) => CONTENT.find((row) => row.matches(dialect, view.scopeName))?.fix ?? 'content',
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
    fix: () => 'output',
  },
  {
    field: 'session',
    code: 'session_not_sent',
    holds: ({ texts }) => texts.session === null,
    fix: ({ dialect, view }) => SESSION.find((row) => row.matches(dialect, view.scopeName))?.fix ?? 'session',
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
    const fixCode = gap.fix(patient)
    yield { field: gap.field, code: gap.code, fix: FIXES[fixCode], fix_code: fixCode }
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
  readonly fix: FixCode
}

const of = (dialect: string, fix: FixCode): Fix => ({ matches: (name) => name === dialect, fix })
const scoped = (pattern: RegExp, fix: FixCode): Fix => ({ matches: (_, scopeName) => pattern.test(scopeName), fix })

const TOKENS: readonly Fix[] = [
  scoped(/crewai/i, 'tokens_crewai'),
  scoped(/dspy/i, 'tokens_dspy'),
  scoped(/llama.?index/i, 'tokens_llama_index'),
  scoped(/openai.agents/i, 'tokens_openai_agents'),
  of('mlflow', 'tokens_mlflow'),
  of('langsmith', 'tokens_langsmith'),
  of('langfuse', 'tokens_langfuse'),
  of('vitrine', 'tokens_vitrine'),
]

const CONTENT: readonly Fix[] = [
  of('openllmetry', 'content_openllmetry'),
  of('openinference', 'content_openinference'),
  of('ai-sdk', 'content_ai_sdk'),
  of('claude-code', 'content_claude_code'),
  of('codex', 'content_codex'),
  of('gemini-cli', 'content_gemini_cli'),
  of('adk', 'content_adk'),
  of('pydantic-ai', 'content_pydantic_ai'),
  of('ms-agent-framework', 'content_agent_framework'),
  of('semantic-kernel', 'content_semantic_kernel'),
  of('openlit', 'content_openlit'),
  of('langfuse', 'content_langfuse'),
  of('anthropic-sdk', 'content_anthropic_sdk'),
]

const SESSION: readonly Fix[] = [
  of('vitrine', 'session_vitrine'),
  of('openinference', 'session_openinference'),
  of('openllmetry', 'session_openllmetry'),
  of('langfuse', 'session_langfuse'),
  of('ai-sdk', 'session_ai_sdk'),
  of('langsmith', 'session_langsmith'),
  of('mlflow', 'session_mlflow'),
]
