/** What the whole answer of a provider, kept beside its counts, says of itself: whose id joins calls, and which model. */
import { CALL_KINDS, type SpanKind } from '@vitrine/schemas'
import type { SpanView } from '../mapping/span-view.ts'
import { dictionaryOf, firstText, isDictionary, listOf, textOf } from '../mapping/values.ts'
import * as fields from './fields.ts'

const CALLS: ReadonlySet<SpanKind> = new Set(CALL_KINDS)

/** Beyond this (search results and other bulk of a provider) nobody parses it on write. */
const MAX_METADATA_BYTES = 65_536
const OPENING_ID = /^\s*\{\s*"id"\s*:\s*"([^"\\]{4,128})"/
const LANGCHAIN_ID = /"(?:id|response_id)"\s*:\s*"((?:chatcmpl-|resp_|msg_)[^"\\]{1,128})"/
/** Gemini's; the quote keeps `previous_response_id` out. */
const SPELLED_ID = /"(?:response_id|responseId)"\s*:\s*"([^"\\]{4,128})"/
/** The whole answer of a provider, whose opening id is the answer's, however it looks. */
const ANSWER = /"object"\s*:\s*"(?:chat\.completion|response|text_completion)|"type"\s*:\s*"message"/
/** Providers' own ids; a run id of a framework joins nothing. */
const PROVIDER_ID = /^(?:chatcmpl-|resp_|msg_|gen-|cmpl-)/

/** The provider's id of the answer joins what several instrumentations saw of one call. */
export function responseIdOf(view: SpanView, kind: SpanKind): string {
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
  const text = answerIn(view)
  const opening = OPENING_ID.exec(text)?.[1]
  if (opening !== undefined && (PROVIDER_ID.test(opening) || ANSWER.test(text))) return opening
  return LANGCHAIN_ID.exec(text)?.[1] ?? SPELLED_ID.exec(text)?.[1] ?? ''
}

const MODEL = /"model"\s*:\s*"([^"\\]{1,200})"/

/** The model that a provider's answer names, for spans that name none. */
export function modelIn(view: SpanView): string {
  const text = answerIn(view)
  return ANSWER.test(text) ? (MODEL.exec(text)?.[1] ?? '') : ''
}

const ANSWERS = ['output.value', 'mlflow.spanOutputs', 'gen_ai.completion', 'langfuse.observation.output']

/** The beginning of a JSON object; '' for any other answer. */
function answerIn(view: SpanView): string {
  for (const key of ANSWERS) {
    const bytes = view.has(key) ? view.bytes(key) : undefined
    if (bytes === undefined) continue
    if (bytes[0] !== 0x7b) return ''
    return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 16_384)).toString('latin1')
  }
  return ''
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

const RAW_ID = /^llm\.([a-z0-9_]+)\.id$/

/** The provider in the keys of LiteLLM's dump of an answer: `llm.openai.id`. */
export function rawVendorOf(view: SpanView): string {
  for (const key of view.keys()) {
    const vendor = RAW_ID.exec(key)?.[1]
    if (vendor !== undefined) return vendor
  }
  return ''
}
