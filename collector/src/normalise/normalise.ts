/**
 * One decoded span → one canonical row: scalars by the ordered lists of fields.ts, tokens in disjoint buckets,
 * content left as bytes. Pure and total: whatever an admitted span holds, it gives a row.
 */
import { type Billing, CALL_KINDS, type SpanKind } from '@vitrine/schemas'
import type { DecodedSpan } from '../decode/decoded-span.ts'
import { documentCountOf } from '../mapping/documents.ts'
import type { SpanView } from '../mapping/span-view.ts'
import { dictionaryOf, firstText, isDictionary, listOf, textOf } from '../mapping/values.ts'
import { asBuffer } from '../mapping/wire.ts'
import { attributeFacts, resourceAttributesOf } from './attributes.ts'
import { billingOf } from './billing.ts'
import { bucketsOf, type TokenBuckets } from './buckets.ts'
import type { NormaliseContext, SpanRowWithoutCost } from './context.ts'
import { dialectOf } from './dialects.ts'
import { habitOf } from './emitters.ts'
import { estimateTokens } from './estimates.ts'
import * as fields from './fields.ts'
import { genkitModelOf } from './genkit.ts'
import { Inside } from './inside.ts'
import { kindOf } from './kind.ts'
import { providerOf } from './provider.ts'
import { ruledSides, ruledView } from './ruled.ts'
import {
  finishReasonInside,
  finishReasonOf,
  isStreamOf,
  promptNameOf,
  promptVersionOf,
  reportedCostOf,
  sessionOf,
  tagsOf,
  toolNameOf,
  ttftOf,
  userOf,
} from './scalars.ts'
import { statusOf } from './status.ts'
import { timesOf, versionOf } from './times.ts'
import { sidesOfEvents } from './told-by-events.ts'
import { usageOf } from './usage.ts'

export type { NormaliseContext, SpanRowWithoutCost } from './context.ts'

const CALLS: ReadonlySet<SpanKind> = new Set(CALL_KINDS)

export function normalise(span: DecodedSpan, context: NormaliseContext): SpanRowWithoutCost {
  const { content } = span
  const view = ruledView(span.view, context.mapping)
  const times = timesOf(view, context.receivedMs)
  const resourceAttributes = resourceAttributesOf(content.resource)
  const inside = new Inside(view)
  const facts = modelFacts(view, inside, resourceAttributes.get('service.name') === GATEWAY ? GATEWAY : '')
  const isCall = CALLS.has(facts.kind)
  const finishReason = finishReasonOf(view) || (facts.kind === 'llm' ? finishReasonInside(view) : '')
  const ttftNs = ttftOf(view, isCall)
  const status = statusOf(view, finishReason)
  const tokens = status.status === 'error' ? withoutZeros(facts.tokens) : facts.tokens
  const attributes = attributeFacts(content)
  const isToldByEvents = view.hasEvents && isCall && attributes.inputBytes + attributes.outputBytes === 0
  const sides = isToldByEvents ? sidesOfEvents(view) : ruledSides(view, span.view, attributes)
  const isUncounted = isCall && facts.kind !== 'reranker' && status.status !== 'error' && !hasCounts(tokens)
  const estimated =
    isUncounted && context.countTokens !== undefined
      ? estimateTokens(view, facts.model, context.countTokens)
      : undefined
  const name = nameOf(view)
  // Named one by one: spreading objects into this literal costs a fifth of the whole derivation.
  return {
    projectId: context.projectId,
    traceId: view.traceId,
    spanId: view.spanId,
    parentSpanId: view.parentSpanId,
    startNs: times.startNs,
    endNs: times.endNs,
    isRunning: times.isRunning,
    clock: times.clock,
    receivedMs: context.receivedMs,
    name,
    rawName: name === view.name ? undefined : view.name,
    kind: facts.kind,
    status: status.status,
    errorType: status.errorType,
    errorMessage: status.errorMessage,
    service: resourceAttributes.get('service.name') ?? '',
    scopeName: view.scopeName,
    sdk: sdkOf(resourceAttributes),
    dialect: dialectOf(view),
    model: facts.model,
    responseModel: facts.responseModel,
    provider: facts.provider,
    responseId: facts.responseId,
    tokens,
    estimated,
    documents: facts.kind === 'retrieval' ? documentCountOf(view) : undefined,
    billing: facts.billing,
    cost: undefined,
    reportedCostPicoUsd: reportedCostOf(
      view,
      status.status === 'error' || Object.values(tokens).some((count) => count > 0),
    ),
    userId: userOf(view, inside),
    sessionId: sessionOf(view, inside),
    environment: spanOrResource(view, fields.ENVIRONMENT, resourceAttributes),
    release: releaseOf(view, resourceAttributes),
    tags: tagsOf(view, inside),
    promptName: promptNameOf(view),
    promptVersion: promptVersionOf(view),
    agentName:
      firstText(view, fields.AGENT_NAME) || (facts.kind === 'agent' ? firstText(view, ['traceloop.entity.name']) : ''),
    toolName: toolNameOf(view, facts.kind, fields.TOOL_NAME),
    finishReason,
    isStream: isStreamOf(view, inside, ttftNs !== null),
    ttftNs,
    ownCounts: isCall ? 1 : 0,
    inputBytes: sides.inputBytes,
    outputBytes: sides.outputBytes,
    inputPreview: sides.inputPreview,
    outputPreview: sides.outputPreview,
    attributes: attributes.attributes,
    longKeys: attributes.longKeys,
    resourceAttributes,
    clientId: context.clientId ?? '',
    clientTraceId: context.clientTraceId ?? '',
    keyId: context.keyId,
    protocol: context.protocol,
    partition: context.partition,
    offset: context.offset,
    isDamaged: span.isDamaged,
    retentionDays: context.retentionDaysFor(times.startNs),
    version: versionOf({
      epoch: context.epoch,
      isRunning: times.isRunning,
      fragmentsFolded: context.fragmentsFolded ?? 0,
      endNs: view.endNs,
      contentHash: span.contentHash,
    }),
    content,
  }
}

/** Some emitters write zeros for a call that failed: nobody knows what it cost. */
function withoutZeros(tokens: TokenBuckets): TokenBuckets {
  return Object.values(tokens).every((count) => count === 0) ? {} : tokens
}

function hasCounts(tokens: TokenBuckets): boolean {
  for (const _bucket in tokens) return true
  return false
}

interface ModelFacts {
  readonly kind: SpanKind
  readonly model: string
  readonly responseModel: string
  readonly provider: string
  readonly responseId: string
  readonly tokens: TokenBuckets
  readonly billing: Billing | undefined
}

/** OpenRouter sends spans itself, and names there who answered; it is OpenRouter that is paid. */
const GATEWAY = 'openrouter'

function modelFacts(view: SpanView, inside: Inside, seller: string): ModelFacts {
  const raw = view.scopeName === 'litellm' ? rawVendorOf(view) : ''
  const genkit = genkitModelOf(view)
  const requested = firstText(view, fields.MODEL_REQUESTED) || claudeModel(view) || genkit.model
  const responseModel =
    firstText(view, fields.MODEL_RESPONSE) || (raw === '' ? '' : textOf(view.get(`llm.${raw}.model`)))
  const model = withoutGateway(view.scopeName, requested || invokedModel(view) || responseModel)
  const provider =
    seller || providerSaid(view, raw || genkit.provider) || providerBy(inside, requested || responseModel || model)
  const usage = usageOf(view)
  const tokens = usage === undefined ? {} : bucketsOf(usage, habitOf(view.scopeName, view.scopeVersion, provider))
  const kind = kindOf(view, usage !== undefined, model !== '')
  const billing = usage === undefined ? undefined : billingOf(view)
  return { kind, model, responseModel, provider, responseId: responseIdOf(view, kind), tokens, billing }
}

/** The first source that names a vendor: a framework's name in one of them says nothing. */
function providerSaid(view: SpanView, otherwise: string): string {
  for (const key of fields.PROVIDER) {
    const name = view.has(key) ? providerOf(textOf(view.get(key)), '') : ''
    if (name !== '') return name
  }
  return providerOf(otherwise, '')
}

function providerBy(inside: Inside, model: string): string {
  if (model === '') return ''
  return providerOf('', model) || providerOf(inside.text('ls_provider'), model)
}

/** LiteLLM addresses a provider's model as `openai/gpt-4o`. */
function withoutGateway(scopeName: string, model: string): string {
  if (!scopeName.endsWith('litellm')) return model
  return model.replace(/^(?:openai|anthropic|azure|bedrock|gemini|vertex_ai|groq|mistral|deepseek|xai)\//, '')
}

const RAW_ID = /^llm\.([a-z0-9_]+)\.id$/

/** The provider in the keys of LiteLLM's dump of an answer: `llm.openai.id`. */
function rawVendorOf(view: SpanView): string {
  for (const key of view.keys()) {
    const vendor = RAW_ID.exec(key)?.[1]
    if (vendor !== undefined) return vendor
  }
  return ''
}

/** A bare `model` is Claude Code's and Codex's; under other scopes it may be a parameter of anything. */
function claudeModel(view: SpanView): string {
  if (!view.has('model') || view.scopeName.startsWith('mlflow')) return ''
  const isAgentCli = view.has('span.type') || view.has('codex.turn.token_usage.input_tokens')
  return isAgentCli ? textOf(view.get('model')) : ''
}

const INVOKED_MODEL = /"model"\s*:\s*"([^"\\]{1,200})"/
/** Characters of a call's parameters in which its model stands; the tools behind it may be long. */
const PARAMETERS_SEARCHED = 16_384

/** OpenInference writes the answering model over the requested one, which is left among the parameters. */
function invokedModel(view: SpanView): string {
  const bytes = view.has('llm.invocation_parameters') ? view.bytes('llm.invocation_parameters') : undefined
  if (bytes === undefined) return ''
  return INVOKED_MODEL.exec(asBuffer(bytes).toString('latin1', 0, PARAMETERS_SEARCHED))?.[1] ?? ''
}

/** Beyond this (search results and other bulk of a provider) nobody parses it on write. */
const MAX_METADATA_BYTES = 65_536
const OPENING_ID = /^\s*\{\s*"id"\s*:\s*"([^"\\]{4,128})"/
const LANGCHAIN_ID = /"(?:id|response_id)"\s*:\s*"((?:chatcmpl-|resp_|msg_)[^"\\]{4,128})"/
/** Gemini's; the quote keeps `previous_response_id` out. */
const SPELLED_ID = /"(?:response_id|responseId)"\s*:\s*"([^"\\]{4,128})"/
/** The whole answer of a provider, whose opening id is the answer's, however it looks. */
const ANSWER = /"object"\s*:\s*"(?:chat\.completion|response|text_completion)|"type"\s*:\s*"message"/
/** Providers' own ids; a run id of a framework joins nothing. */
const PROVIDER_ID = /^(?:chatcmpl-|resp_|msg_|gen-|cmpl-)/

/** The provider's id of the answer joins what several instrumentations saw of one call. */
function responseIdOf(view: SpanView, kind: SpanKind): string {
  const said = firstText(view, fields.RESPONSE_ID)
  if (said !== '') return said
  // Under any other scope this is the id of the application's own request, which holds many calls.
  if (view.scopeName.startsWith('com.anthropic.claude_code')) return textOf(view.get('request_id'))
  const ofProvider = aiSdkResponseId(view)
  if (ofProvider !== '' || !CALLS.has(kind)) return ofProvider
  const raw = view.scopeName === 'litellm' ? rawVendorOf(view) : ''
  if (raw !== '') return textOf(view.get(`llm.${raw}.id`))
  const asked = listOf(view.get('lk.provider_request_ids'))[0]
  if (asked !== undefined) return asked
  const output = view.bytes('output.value') ?? view.bytes('mlflow.spanOutputs') ?? view.bytes('gen_ai.completion')
  if (output === undefined || output[0] !== 0x7b) return ''
  const text = Buffer.from(output.buffer, output.byteOffset, Math.min(output.byteLength, 16_384)).toString('latin1')
  const opening = OPENING_ID.exec(text)?.[1]
  if (opening !== undefined && (PROVIDER_ID.test(opening) || ANSWER.test(text))) return opening
  return LANGCHAIN_ID.exec(text)?.[1] ?? SPELLED_ID.exec(text)?.[1] ?? ''
}

/** The AI SDK's outer spans name their answer only here: `{"openai":{"responseId":"resp_…"}}`. */
function aiSdkResponseId(view: SpanView): string {
  const bytes = view.bytes('ai.response.providerMetadata')
  if (bytes === undefined || bytes.byteLength > MAX_METADATA_BYTES) return ''
  for (const provider of Object.values(dictionaryOf(view.get('ai.response.providerMetadata')) ?? {})) {
    const id = isDictionary(provider) ? provider.responseId : undefined
    if (typeof id === 'string' && id.length <= 256) return id
  }
  return ''
}

/** The name for people; the raw one stays with the content. */
function nameOf(view: SpanView): string {
  for (const [key, mark] of fields.NAME) {
    const name = view.has(key) && view.has(mark) ? textOf(view.get(key)) : ''
    if (name !== '') return name
  }
  // Logfire names a span by its unfilled template and keeps the words beside it.
  if (view.name.includes('{') && view.has('logfire.msg')) return textOf(view.get('logfire.msg')) || view.name
  return withoutFunction(view)
}

/** openinference-vercel appends the id of the function to the AI SDK's name of the operation. */
function withoutFunction(view: SpanView): string {
  if (!view.name.startsWith('ai.') || !view.has('ai.telemetry.functionId')) return view.name
  const suffix = ` ${textOf(view.get('ai.telemetry.functionId'))}`
  return suffix !== ' ' && view.name.endsWith(suffix) ? view.name.slice(0, -suffix.length) : view.name
}

function releaseOf(view: SpanView, resource: ReadonlyMap<string, string>): string {
  const isOfFramework = fields.OWN_RELEASE.some(([key, name]) => resource.get(key) === name)
  return spanOrResource(view, fields.RELEASE, isOfFramework ? NO_RESOURCE : resource)
}

const NO_RESOURCE: ReadonlyMap<string, string> = new Map()

function spanOrResource(view: SpanView, keys: readonly string[], resource: ReadonlyMap<string, string>): string {
  const own = firstText(view, keys)
  if (own !== '') return own
  for (const key of keys) {
    const text = resource.get(key)
    if (text !== undefined && text !== '') return text
  }
  return ''
}

function sdkOf(resource: ReadonlyMap<string, string>): string {
  const name = resource.get('telemetry.sdk.name') ?? ''
  if (name === '') return ''
  const language = resource.get('telemetry.sdk.language') ?? ''
  const version = resource.get('telemetry.sdk.version') ?? ''
  return `${name}${language === '' ? '' : `/${language}`}${version === '' ? '' : ` ${version}`}`
}
