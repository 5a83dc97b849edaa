/**
 * The last look at a span before it leaves the process. Our own spans were masked as their content was written; those
 * of other instrumentations, which a processor of ours sends too, are masked here.
 */
import type { Attributes } from '@opentelemetry/api'
import { type Mask, maskText } from './masking.ts'
import { SCOPE_NAME } from './scope.ts'
import type { Settings } from './settings.ts'
import type { ReadSpan, ResourceLike } from './span.ts'
import { putText } from './values.ts'

/** Keys by which the conventions that we know carry prompts, answers, arguments and documents. */
const CONTENT_KEY =
  /(^|[._])(messages|message|prompts?|completions?|content|instructions|system_prompt|definitions|arguments|args|result|documents?|tools|embeddings?|texts?|values?|object|reasoning|toolCalls|invocation_parameters|input|output|query)([._]|$)/
const COUNTED = /(tokens|token_count|usage|\.id|\.name|\.type|mime_type|finish_reasons?|model)$/

export function outgoing(span: ReadSpan, settings: Settings): ReadSpan {
  const shown = maskedSpan(span, settings)
  const attributes = cutAttributes(shown.attributes, settings.maxValueChars)
  return attributes === undefined ? shown : readAs(shown, { attributes })
}

/** Content was bounded as it was written; what an application or another instrumentation sets itself was not. */
function cutAttributes(attributes: Attributes, maxValueChars: number): Attributes | undefined {
  let cut: Attributes | undefined
  for (const key in attributes) {
    const value = attributes[key]
    if (typeof value !== 'string' || value.length <= maxValueChars) continue
    cut ??= { ...attributes }
    putText(cut, key, value, { mask: undefined, media: false, maxValueChars })
  }
  return cut
}

function maskedSpan(span: ReadSpan, settings: Settings): ReadSpan {
  const { mask, content } = settings
  if (mask === undefined && content) return span
  const resource = mask === undefined ? span.resource : maskedResource(span.resource, mask)
  const scope = span.instrumentationScope ?? span.instrumentationLibrary
  if (scope?.name === SCOPE_NAME) return resource === span.resource ? span : readAs(span, { resource })
  const masked = <Told extends { readonly attributes?: Attributes | undefined }>(told: Told): Told =>
    told.attributes === undefined ? told : { ...told, attributes: maskedAttributes(told.attributes, settings) }
  const { message } = span.status
  return readAs(span, {
    attributes: maskedAttributes(span.attributes, settings),
    events: span.events.map(masked),
    links: span.links.map(masked),
    status: message ? { ...span.status, message: maskText(message, 'status.message', settings) } : span.status,
    resource,
  })
}

/** The same span, read otherwise. */
export function readAs(span: ReadSpan, changes: Partial<ReadSpan>): ReadSpan {
  const properties = Object.entries(changes).map(([key, value]) => [key, { value }])
  return Object.create(span, {
    ...Object.fromEntries(properties),
    // A method of a class with private fields must keep its own `this`.
    spanContext: { value: () => span.spanContext() },
  }) as ReadSpan
}

/** One for all spans of a resource, since they are sent together; a command line may hold a key. */
const maskedResources = new WeakMap<Mask, WeakMap<ResourceLike, ResourceLike>>()

function maskedResource(resource: ResourceLike, mask: Mask): ResourceLike {
  const known = maskedResources.get(mask) ?? new WeakMap<ResourceLike, ResourceLike>()
  maskedResources.set(mask, known)
  const found = known.get(resource)
  if (found !== undefined) return found
  const made = { attributes: maskedAttributes(resource.attributes, { mask, content: true }) }
  known.set(resource, made)
  return made
}

type Rules = Pick<Settings, 'mask' | 'content'>

export function maskedAttributes(attributes: Attributes, settings: Rules): Attributes {
  const masked: Attributes = {}
  for (const [key, value] of Object.entries(attributes)) {
    if (!settings.content && isContent(key)) continue
    masked[key] = isSecret(key, settings) ? '[masked]' : maskedValue(key, value, settings)
  }
  return masked
}

/** `db.password` is a field of that name as well. */
function isSecret(key: string, { mask }: Rules): boolean {
  return mask !== undefined && (mask.isSecret(key) || mask.isSecret(key.slice(key.lastIndexOf('.') + 1)))
}

function maskedValue(key: string, value: Attributes[string], settings: Rules): Attributes[string] {
  if (typeof value === 'string') return maskText(value, key, settings)
  if (Array.isArray(value) && typeof value.find((item) => item !== null) === 'string')
    return value.map((item) => (typeof item === 'string' ? maskText(item, key, settings) : item)) as string[]
  return value
}

function isContent(key: string): boolean {
  return CONTENT_KEY.test(key) && !COUNTED.test(key)
}
