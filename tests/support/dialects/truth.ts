/** What really happened in each captured case: Python's from TRUTH.json, JavaScript's from what the provider was asked. */
import { readFileSync } from 'node:fs'
import { dataPath } from '../../property/shared-data.ts'

export interface Truth {
  readonly name: string
  readonly framework: string
  readonly version: string
  readonly folder: string
  readonly contentCaptured: boolean
  /** Paid for; an attempt that failed is none. */
  readonly calls: number
  readonly failedAttempts: number
  readonly tokens: Tokens
  readonly embeddingCalls: number
  readonly embeddingTokens: number
  readonly toolCalls: number | undefined
  readonly toolErrors: number | undefined
  readonly retrievals: number | undefined
  readonly session: string | undefined
  readonly user: string | undefined
  readonly tags: readonly string[]
  readonly hasError: boolean
  readonly models: readonly string[]
  readonly finishReasons: readonly string[] | undefined
  readonly streams: readonly boolean[] | undefined
}

export interface Tokens {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite: number
  readonly reasoning: number
}

const PYTHON = 'captures/otlp-python/'
const JAVASCRIPT = 'captures/otlp/'

interface PythonCall {
  readonly api: string
  readonly model_requested: string
  readonly model_response: string
  readonly billed: boolean
  readonly stream: boolean
  readonly finish: string
}

interface PythonCase {
  readonly name: string
  readonly framework: string
  readonly venv: string
  readonly content_captured: boolean
  readonly calls: readonly PythonCall[]
  readonly truth: {
    readonly llm_calls: number
    readonly failed_attempts: number
    readonly embedding_calls: number
    readonly embedding_tokens: number
    readonly llm_tokens: Readonly<
      Record<'input_total' | 'output_total' | 'cache_read' | 'cache_write' | 'reasoning', number>
    >
    readonly tool_calls: number
    readonly tool_errors: number
    readonly retrievals: number
    readonly error_seen_by_program: string | null
    readonly session: string | null
    readonly user: string | null
  }
  readonly visible_in_telemetry: { readonly session: boolean; readonly user: boolean; readonly tags: readonly string[] }
}

export function pythonTruths(): readonly Truth[] {
  const { cases, versions } = JSON.parse(readFileSync(dataPath(`${PYTHON}TRUTH.json`), 'utf8')) as {
    cases: readonly PythonCase[]
    versions: Readonly<Record<string, readonly string[]>>
  }
  return cases.map((each) => ofPython(each, versions[each.venv] ?? []))
}

const FINISHES: Readonly<Record<string, string>> = {
  tool_calls: 'tool_call',
  tool_use: 'tool_call',
  end_turn: 'stop',
  STOP: 'stop',
}

function ofPython(each: PythonCase, packages: readonly string[]): Truth {
  const { truth, visible_in_telemetry: visible, calls } = each
  const chats = calls.filter((call) => call.billed && !call.api.includes('embed'))
  return {
    name: each.name,
    framework: each.framework,
    version: versionIn(each.framework, packages),
    folder: PYTHON,
    contentCaptured: each.content_captured,
    calls: truth.llm_calls,
    failedAttempts: truth.failed_attempts,
    tokens: {
      input: truth.llm_tokens.input_total,
      output: truth.llm_tokens.output_total,
      cacheRead: truth.llm_tokens.cache_read,
      cacheWrite: truth.llm_tokens.cache_write,
      reasoning: truth.llm_tokens.reasoning,
    },
    embeddingCalls: truth.embedding_calls,
    embeddingTokens: truth.embedding_tokens,
    toolCalls: truth.tool_calls,
    toolErrors: truth.tool_errors,
    retrievals: truth.retrievals,
    session: visible.session ? (truth.session ?? undefined) : undefined,
    user: visible.user ? (truth.user ?? undefined) : undefined,
    tags: visible.tags,
    hasError: truth.error_seen_by_program !== null || truth.tool_errors > 0 || truth.failed_attempts > 0,
    models: chats.flatMap((call) => [call.model_requested, call.model_response]),
    finishReasons: chats.map((call) => FINISHES[call.finish] ?? call.finish),
    streams: chats.map((call) => call.stream),
  }
}

/** The package that writes the spans, by the words of the framework's name. */
const PACKAGES: readonly (readonly [RegExp, RegExp])[] = [
  [/^agent-framework/, /^agent-framework-core=/],
  [/crewai/, /^openinference-instrumentation-crewai=/],
  [/^google-adk/, /^google-adk=/],
  [/^langfuse/, /^langfuse=/],
  [/^langsmith/, /^langsmith=/],
  [/^litellm/, /^litellm=/],
  [/^logfire/, /^logfire=/],
  [/^mlflow/, /^mlflow/],
  [/^(?:double-)?openinference-llama/, /^openinference-instrumentation-llama-index=/],
  [/^(?:double-)?openinference-openai-agents/, /^openinference-instrumentation-openai-agents=/],
  [/^(?:double-)?openinference-langchain/, /^openinference-instrumentation-langchain=/],
  [/^openinference-google/, /^openinference-instrumentation-google-genai=/],
  [/^openinference-anthropic/, /^openinference-instrumentation-anthropic=/],
  [/^openinference-dspy/, /^openinference-instrumentation-dspy=/],
  [/^openinference-litellm/, /^openinference-instrumentation-litellm=/],
  [/^openinference-mcp/, /^openinference-instrumentation-mcp=/],
  [/^openinference-pydantic/, /^openinference-instrumentation-pydantic-ai=/],
  [/^openinference-openai/, /^openinference-instrumentation-openai=/],
  [/^openlit/, /^openlit=/],
  [/^(?:double-)?openllmetry-langchain/, /^opentelemetry-instrumentation-langchain=/],
  [/^(?:double-)?openllmetry-llama/, /^opentelemetry-instrumentation-llamaindex=/],
  [/^openllmetry-openai-agents/, /^opentelemetry-instrumentation-openai-agents=/],
  [/^openllmetry-anthropic/, /^opentelemetry-instrumentation-anthropic=/],
  [/^openllmetry-openai/, /^opentelemetry-instrumentation-openai=/],
  [/^otel-google/, /^opentelemetry-instrumentation-google-genai=/],
  [/^otel-openai/, /^opentelemetry-instrumentation-openai-v2=/],
  [/^otel-util/, /^opentelemetry-util-genai=/],
  [/^pydantic-ai/, /^pydantic-ai(?:-slim)?=/],
  [/^semantic-kernel/, /^semantic-kernel=/],
  [/^strands/, /^strands-agents=/],
  [/^traceloop/, /^traceloop-sdk=/],
]

function versionIn(framework: string, packages: readonly string[]): string {
  const pattern = PACKAGES.find(([name]) => name.test(framework))?.[1]
  const found = pattern === undefined ? undefined : packages.find((each) => pattern.test(each))
  return found?.split('==')[1] ?? ''
}

interface Manifest {
  readonly convention: string
  readonly case: string
  readonly project: string
  readonly llmCalls: readonly string[]
  readonly files: readonly { readonly json?: string }[]
}

const OPENAI: Tokens = { input: 120, output: 25, cacheRead: 64, cacheWrite: 0, reasoning: 8 }
const ANTHROPIC: Tokens = { input: 120, output: 30, cacheRead: 60, cacheWrite: 20, reasoning: 0 }
const BEDROCK: Tokens = { input: 100, output: 30, cacheRead: 60, cacheWrite: 0, reasoning: 0 }
const GEMINI: Tokens = { input: 120, output: 25, cacheRead: 64, cacheWrite: 0, reasoning: 8 }
const NOTHING: Tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 }

const CALL = /completions|responses|messages|embeddings|\/model\/|enerateContent/

export function javascriptTruths(): readonly Truth[] {
  const manifest = JSON.parse(readFileSync(dataPath(`${JAVASCRIPT}capture/manifest.json`), 'utf8')) as Readonly<
    Record<string, Manifest>
  >
  return (
    Object.entries(manifest)
      .filter(([, { files }]) => files.some(({ json }) => json !== undefined && !json.includes('.logs')))
      // Some programs made up their spans without asking any provider.
      .filter(([, { llmCalls }]) => llmCalls.some((path) => CALL.test(path)))
      .map(([name, each]) => ofJavascript(name, each))
  )
}

function ofJavascript(name: string, each: Manifest): Truth {
  const raw = readFileSync(dataPath(`${JAVASCRIPT}${each.files[0]?.json ?? ''}`), 'utf8')
  const isError = each.case === 'error'
  const asked = ownCalls(each)
  const paths = isError ? [] : asked
  const chats = paths.filter((path) => !path.includes('embeddings'))
  const embeddings = paths.filter((path) => path.includes('embeddings'))
  return {
    name,
    framework: each.convention,
    version: packageVersion(each),
    folder: JAVASCRIPT,
    contentCaptured: true,
    calls: chats.length,
    failedAttempts: isError ? asked.length : 0,
    tokens: chats.map(tokensOf).reduce(sum, NOTHING),
    embeddingCalls: embeddings.length,
    embeddingTokens: -1,
    toolCalls: undefined,
    toolErrors: undefined,
    retrievals: undefined,
    session: raw.includes('"sess-7"') ? 'sess-7' : undefined,
    user: raw.includes('"user-42"') ? 'user-42' : undefined,
    tags: [],
    hasError: isError,
    models: [],
    finishReasons: undefined,
    streams: undefined,
  }
}

/** Calls of the cases of the client libraries; their programs were run again, and are listed with all their runs. */
const RUN_AGAIN = new Set(['openinference-openai', 'otel-genai-openai'])
const CALLS_OF: Readonly<Record<string, number>> = { tools: 2 }

function ownCalls({ convention, case: name, llmCalls }: Manifest): readonly string[] {
  const calls = llmCalls.filter((path) => CALL.test(path) && path.includes('embeddings') === (name === 'embeddings'))
  return RUN_AGAIN.has(convention) ? calls.slice(-(CALLS_OF[name] ?? 1)) : calls
}

function tokensOf(path: string): Tokens {
  if (path.includes('/messages')) return ANTHROPIC
  if (path.includes('/model/')) return BEDROCK
  return path.includes('enerateContent') ? GEMINI : OPENAI
}

function sum(a: Tokens, b: Tokens): Tokens {
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite: a.cacheWrite + b.cacheWrite,
    reasoning: a.reasoning + b.reasoning,
  }
}

/** Where the convention's words do not name the package that writes its spans. */
const JS_PACKAGES: readonly (readonly [RegExp, string])[] = [
  [/^ai-sdk-/, 'ai'],
  [/^openllmetry(?:-legacy)?-openai$/, '@traceloop/instrumentation-openai'],
  [/^openllmetry(?:-legacy)?-anthropic$/, '@traceloop/instrumentation-anthropic'],
  [/^openllmetry-langchain$/, '@traceloop/instrumentation-langchain'],
  [/^otel-genai-openai$/, '@opentelemetry/instrumentation-openai'],
  [/^otel-genai-aws/, '@opentelemetry/instrumentation-aws-sdk'],
  [/^mastra$/, '@mastra/otel-exporter'],
  [/^langfuse$/, '@langfuse/otel'],
]

/** The readme names the packages of a project: `project \`p-ai4\`: ai@4.3.19, …`. */
let readme: string | undefined
function packageVersion({ convention, project }: Manifest): string {
  readme ??= readFileSync(dataPath(`${JAVASCRIPT}README.md`), 'utf8')
  const line = readme.split('\n').find((each) => each.startsWith(`project \`${project}\``)) ?? ''
  const packages = [...line.matchAll(/(@?[\w./-]+)@(\d[\w.-]*)/g)].map(([, name, version]) => ({ name, version }))
  const named = JS_PACKAGES.find(([pattern]) => pattern.test(convention))?.[1]
  const own = packages.find(({ name }) => name === named)
  if (own !== undefined) return `${own.name} ${own.version}`
  const words = convention.replace(/^(?:double-|openllmetry-legacy-|otel-genai-)/, '').split('-')
  const score = (name = '') => words.filter((word) => name.includes(word)).length
  const best = packages.sort((a, b) => score(b.name) - score(a.name))[0]
  return best === undefined ? '' : `${best.name} ${best.version}`
}
