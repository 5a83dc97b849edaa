/** Fields that need more than the first non-empty source. */
import type { SpanKind } from '@vitrine/schemas'
import { DETAILS, toldBy } from '../mapping/details-view.ts'
import { bodyOf } from '../mapping/dialects/old-events.ts'
import { finishReasonIn, finishReasonNamed } from '../mapping/finish-reasons.ts'
import type { AttributeValue, EventView, SpanView } from '../mapping/span-view.ts'
import {
  dictionaryOf,
  firstNumber,
  firstText,
  isDictionary,
  isEmptyText,
  jsonOf,
  listOf,
  numberOf,
  pythonDictionaryOf,
  textOf,
} from '../mapping/values.ts'
import { asBuffer } from '../mapping/wire.ts'
import {
  FINISH_REASON,
  PROMPT,
  PROMPT_NAME,
  PROMPT_VERSION,
  REPORTED_COST,
  SESSION,
  STREAM,
  TAGS,
  TTFT,
  TTFT_EVENT,
  TTFT_INSTANT,
  TTFT_OF_SERVER,
  USER,
  USER_LAST,
} from './fields.ts'
import type { Inside } from './inside.ts'

/** Sessions by name; two emitters put something else under the conversation's id. */
export function sessionOf(view: SpanView, inside: Inside): string {
  const isRunId = CONVERSATION_IS_NO_SESSION.has(view.scopeName)
  for (const key of SESSION) {
    if (!view.has(key) || (isRunId && key === CONVERSATION)) continue
    const text = textOf(view.get(key))
    // OpenInference's exporter copies the id of a run over what it believes to be the session.
    if (text !== '' && !(isRunId && key === 'session.id' && text === textOf(view.get(CONVERSATION)))) return text
  }
  return inside.text('session_id', 'thread_id', 'conversation_id', 'sessionId', 'langfuse_session_id')
}

const CONVERSATION = 'gen_ai.conversation.id'
/** agent_framework sends the previous response's id there, pydantic-ai a fresh id per run. */
const CONVERSATION_IS_NO_SESSION = new Set(['agent_framework', 'pydantic-ai'])

export function userOf(view: SpanView, inside: Inside): string {
  const said = firstText(view, USER)
  if (said !== '' && said !== 'unknown') return said
  const user = inside.text('user_id', 'userId', 'langfuse_user_id') || inside.parameter('user')
  return typeof user === 'string' && !isEmptyText(user) ? user : firstText(view, USER_LAST)
}

export function finishReasonOf(view: SpanView): string {
  for (const key of FINISH_REASON) {
    if (!view.has(key)) continue
    const value = view.get(key)
    const parsed = jsonOf(value) ?? pythonList(value)
    const first = Array.isArray(parsed) ? parsed.find((item) => typeof item === 'string' && item !== '') : textOf(value)
    if (typeof first !== 'string' || first === '') continue
    const reason = finishReasonNamed(first)
    return reason === 'stop' && view.has(FIRST_CALL_OF_AGENT) ? 'tool_call' : reason
  }
  return ''
}

/** A list as Python prints it: `['stop']`, `('stop',)`. */
function pythonList(value: AttributeValue | undefined): readonly string[] | undefined {
  const inside = typeof value === 'string' ? /^[[(]\s*'([^']*)'/.exec(value)?.[1] : undefined
  return inside === undefined ? undefined : [inside]
}

/** The OpenAI agents' spans say `stop` of every answer that is complete, also of one that calls a tool. */
const FIRST_CALL_OF_AGENT = 'llm.output_messages.1.message.tool_calls.0.tool_call.function.name'

/** What a call's own answer or its events say, where no attribute does. */
export function finishReasonInside(view: SpanView): string {
  for (const key of ANSWERS) {
    const reason = view.has(key) ? finishReasonIn(view.bytes(key) ?? bytesOf(view.get(key))) : ''
    if (reason !== '') return reason
  }
  const dump =
    view.scopeName === 'litellm' ? view.keys().find((key) => /^llm\.[a-z0-9_]+\.choices$/.test(key)) : undefined
  const dumped = dump === undefined ? undefined : view.bytes(dump)
  if (dumped !== undefined) return finishReasonIn(dumped)
  if (!view.hasEvents) return ''
  for (const event of view.events()) {
    const reason = reasonOfEvent(event)
    if (reason !== '') return reason
  }
  return ''
}

function bytesOf(value: AttributeValue | undefined): Uint8Array {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value ?? ''))
}

function reasonOfEvent(event: EventView): string {
  if (event.name === DETAILS) {
    return finishReasonIn(bytesOf(toldBy(event, 'gen_ai.output.messages')))
  }
  if (event.name !== 'gen_ai.choice') return ''
  const reason = bodyOf(event).finish_reason ?? event.get('finish_reason')
  return typeof reason === 'string' && reason !== '' ? finishReasonNamed(reason) : ''
}

const ANSWERS = [
  'gen_ai.output.messages',
  'output.value',
  'mlflow.spanOutputs',
  'gen_ai.completion',
  'langfuse.observation.output',
  'gcp.vertex.agent.llm_response',
  'response_data',
  'genkit:output',
]

/** LangChain numbers the steps of a sequence among the tags, and hides spans by others. */
const NO_TAG = /^(?:seq:step:\d+|map:key:.*|langsmith:(?:hidden|nostream))$/

export function tagsOf(view: SpanView, inside: Inside): readonly string[] {
  for (const key of TAGS) {
    if (!view.has(key)) continue
    const tags = listOf(view.get(key)).filter((tag) => !NO_TAG.test(tag))
    if (tags.length > 0) return [...new Set(tags)]
  }
  return tagsInside(view, inside)
}

const RUN_TAGS = /"tags"\s*:\s*(\[[^\]]{1,1000}\])/

/** Tags of a LangChain run stand in the JSON of its input only; those of LiteLLM among its parameters. */
function tagsInside(view: SpanView, inside: Inside): readonly string[] {
  const tagsOfCall = inside.metadataOfCall().tags ?? inside.metadata().langfuse_tags
  if (Array.isArray(tagsOfCall)) return tagsOfCall.filter((tag) => typeof tag === 'string')
  const bytes = view.scopeName.endsWith('.langchain') ? view.bytes('traceloop.entity.input') : undefined
  if (bytes === undefined || !asBuffer(bytes).includes('"tags"')) return []
  const tags = listOf(RUN_TAGS.exec(textFrom(bytes))?.[1] ?? '')
  return [...new Set(tags.filter((tag) => !NO_TAG.test(tag)))]
}

/** Bytes of a content value that are searched for a scalar. */
const SEARCHED_BYTES = 65_536

function textFrom(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('utf8', 0, Math.min(bytes.byteLength, SEARCHED_BYTES))
}

export function promptNameOf(view: SpanView): string {
  // Gemini CLI writes its session there, Claude Code the id of what a person typed.
  if (view.scopeName === 'gemini-cli' || view.scopeName.startsWith('com.anthropic.claude_code')) return ''
  return firstText(view, PROMPT_NAME) || promptFact(view, 'name')
}

export function promptVersionOf(view: SpanView): string {
  return firstText(view, PROMPT_VERSION) || promptFact(view, 'version')
}

function promptFact(view: SpanView, fact: 'name' | 'version'): string {
  for (const key of PROMPT) {
    const value = view.has(key) ? jsonOf(view.get(key)) : undefined
    const prompt: unknown = Array.isArray(value) ? value[0] : value
    const said = isDictionary(prompt) ? prompt[fact] : undefined
    if (typeof said === 'string' || typeof said === 'number') return String(said)
  }
  return ''
}

export function toolNameOf(view: SpanView, kind: SpanKind, keys: readonly string[]): string {
  const name = firstText(view, keys)
  if (name !== '' || kind !== 'tool') return name
  if (view.scopeName === 'gemini-cli') return firstName(view) || view.name
  return (
    firstText(view, ['traceloop.entity.name', 'langsmith.trace.name']) ||
    view.name.replace(/^execute_tool |^tools\/call |\.__call__$|\.tool$/g, '')
  )
}

/** Gemini CLI schedules a list of calls in one span. */
function firstName(view: SpanView): string {
  const bytes = view.bytes('gen_ai.input.messages')
  return bytes === undefined ? '' : (/"name":"([^"\\]{1,100})"/.exec(textFrom(bytes))?.[1] ?? '')
}

/** `OpenAI.stream_chat`, `GenerateContentStream`. */
const STREAMING_NAME = /(?:^|[._])a?stream_|(?:invoke|generate)_stream$|Stream$/

export function isStreamOf(view: SpanView, inside: Inside, hasTtft: boolean): boolean {
  for (const key of STREAM) if (view.has(key)) return textOf(view.get(key)).toLowerCase() === 'true'
  const operationId = view.has('ai.operationId') ? textOf(view.get('ai.operationId')) : ''
  if (hasTtft || operationId.includes('tream') || STREAMING_NAME.test(view.name)) return true
  if (view.has('stream') && view.scopeName.startsWith('mlflow')) return textOf(view.get('stream')) === 'true'
  return inside.parameter('stream') === true
}

/** Events are asked of calls only: to read them costs more than everything else here. */
export function ttftOf(view: SpanView, isCall: boolean): bigint | null {
  for (const [key, unitNs] of TTFT) {
    if (!view.has(key)) continue
    const value = numberOf(view.get(key))
    if (value !== undefined && value >= 0) return BigInt(Math.round(value * unitNs))
  }
  if (view.has(TTFT_OF_SERVER)) {
    const value = numberOf(view.get(TTFT_OF_SERVER))
    if (value !== undefined && value > 0) {
      return BigInt(Math.round(value * (view.scopeName.startsWith('strands') ? 1e6 : 1e9)))
    }
  }
  for (const key of TTFT_INSTANT) {
    if (!view.has(key)) continue
    const ms = Date.parse(textOf(view.get(key)))
    const ns = Number.isNaN(ms) ? -1n : BigInt(ms) * 1_000_000n - view.startNs
    if (ns >= 0n) return ns
  }
  if (!isCall || !view.hasEvents) return null
  const first = view.events().find((event) => TTFT_EVENT.test(event.name))
  return first === undefined || first.timeNs < view.startNs ? null : first.timeNs - view.startNs
}

/** Pico-dollars; null where nobody said. A zero means that the emitter had no price, or no answer to price. */
export function reportedCostOf(view: SpanView, isUnknownAtZero: boolean): bigint | null {
  const usd = firstNumber(view, REPORTED_COST) ?? structuredCost(view) ?? partsCost(view)
  if (usd === undefined || usd < 0 || (usd === 0 && isUnknownAtZero)) return null
  return picoUsd(usd)
}

function structuredCost(view: SpanView): number | undefined {
  const langfuse = dictionaryOf(view.get('langfuse.observation.cost_details'))
  if (langfuse !== undefined) {
    const parts = Object.values(langfuse).map(numberOf)
    return (
      numberOf(langfuse.total) ??
      (parts.length === 0 ? undefined : parts.reduce<number>((all, part) => all + (part ?? 0), 0))
    )
  }
  for (const [key, field] of STRUCTURED_COST) {
    const cost = view.has(key) ? numberOf(pythonDictionaryOf(view.get(key))?.[field]) : undefined
    if (cost !== undefined) return cost
  }
  return undefined
}

const STRUCTURED_COST = [
  ['mlflow.llm.cost', 'total_cost'],
  ['hidden_params', 'response_cost'],
  ['langsmith.usage_metadata', 'total_cost'],
  ['langsmith.metadata.usage_metadata', 'total_cost'],
] as const

function partsCost(view: SpanView): number | undefined {
  const input = firstNumber(view, ['gen_ai.usage.input_cost', 'llm.cost.prompt'])
  const output = firstNumber(view, ['gen_ai.usage.output_cost', 'llm.cost.completion'])
  return input === undefined && output === undefined ? undefined : (input ?? 0) + (output ?? 0)
}

/** USD as sent → whole pico-dollars, by the shortest decimal text of the double, so that 0.1 is 0.1. */
export function picoUsd(usd: number): bigint {
  const [mantissa, exponent] = usd.toString().split('e') as [string, string | undefined]
  const [whole, fraction = ''] = mantissa.split('.') as [string, string | undefined]
  const shift = 12 - fraction.length + Number(exponent ?? 0)
  const digits = BigInt(whole + fraction)
  if (shift >= 0) return digits * 10n ** BigInt(shift)
  const divisor = 10n ** BigInt(-shift)
  return (digits + divisor / 2n) / divisor
}
