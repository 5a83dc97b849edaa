/**
 * One decoded span → one canonical row: scalars by the ordered lists of fields.ts, tokens in disjoint buckets,
 * content left as bytes. Pure and total: whatever an admitted span holds, it gives a row.
 */
import { type Billing, CALL_KINDS, type SpanKind } from '@vitrine/schemas'
import type { DecodedSpan } from '../decode/decoded-span.ts'
import { withDetails } from '../mapping/details-view.ts'
import { documentCountOf } from '../mapping/documents.ts'
import { withHaystack } from '../mapping/haystack-view.ts'
import type { SpanView } from '../mapping/span-view.ts'
import { firstText, textOf } from '../mapping/values.ts'
import { asBuffer } from '../mapping/wire.ts'
import { modelIn, rawVendorOf, responseIdOf } from './answers.ts'
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
import { isTotalAlone, wholeUsageOf } from './vendor-usage.ts'

export type { NormaliseContext, SpanRowWithoutCost } from './context.ts'

const CALLS: ReadonlySet<SpanKind> = new Set(CALL_KINDS)

export function normalise(span: DecodedSpan, context: NormaliseContext): SpanRowWithoutCost {
  const { content } = span
  const ruled = ruledView(span.view, context.mapping)
  const view = withHaystack(withDetails(ruled))
  const times = timesOf(view, context.receivedMs)
  const resourceAttributes = resourceAttributesOf(content.resource)
  const inside = new Inside(view)
  const facts = modelFacts(view, inside, resourceAttributes.get('service.name') === GATEWAY ? GATEWAY : '')
  const isCall = CALLS.has(facts.kind)
  const finishReason = finishReasonOf(view) || (facts.kind === 'llm' ? finishReasonInside(view) : '')
  const ttftNs = ttftOf(view, isCall)
  const status = statusOf(view, finishReason)
  const isDoubtful = status.status === 'error' || view.scopeName === 'litellm'
  const tokens = isDoubtful ? withoutZeros(facts.tokens) : facts.tokens
  const attributes = attributeFacts(content)
  const isToldByEvents = view.hasEvents && isCall && attributes.inputBytes + attributes.outputBytes === 0
  const sides = isToldByEvents ? sidesOfEvents(view) : ruledSides(ruled, span.view, attributes)
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
    traceName: firstText(view, fields.TRACE_NAME),
    promptName: promptNameOf(view),
    promptVersion: promptVersionOf(view),
    agentName: firstText(view, fields.AGENT_NAME) || (facts.kind === 'agent' ? agentNamed(view) : ''),
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

/** Zeros of a call that failed, and LiteLLM's of a stream that was not asked for usage, stand for what nobody knows. */
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
  const answering = firstText(view, fields.MODEL_RESPONSE) || (raw === '' ? '' : textOf(view.get(`llm.${raw}.model`)))
  const named = withoutGateway(view.scopeName, requested || invokedModel(view) || answering)
  const found = wholeUsageOf(view)
  const kind = kindOf(view, found !== undefined, named !== '')
  const usage = kind === 'llm' && found !== undefined && isTotalAlone(view, found) ? undefined : found
  const responseModel = named === '' && CALLS.has(kind) ? modelIn(view) : answering
  const model = named || responseModel
  const provider =
    seller || providerSaid(view, raw || genkit.provider) || providerBy(inside, requested || responseModel || model)
  const tokens = usage === undefined ? {} : bucketsOf(usage, habitOf(view.scopeName, view.scopeVersion, provider))
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

/** Where no attribute says it: `invoke_agent <name>` is how the specification names the span. */
function agentNamed(view: SpanView): string {
  return firstText(view, ['traceloop.entity.name']) || (/^invoke_agent (.+)$/.exec(view.name)?.[1] ?? '')
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
