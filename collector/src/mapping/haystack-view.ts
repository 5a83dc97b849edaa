/**
 * Haystack's own tracer writes what its components were given and gave, and no convention's attributes: what a component
 * is tells its class, and the model and its counts stand in the meta of the answer. This view says so in OTel's words.
 * Without HAYSTACK_CONTENT_TRACING_ENABLED there are no answers, and so no models and counts.
 */
import type { AttributeValue, SpanView } from './span-view.ts'
import { childOf, type Dictionary, isDictionary, jsonOf, textOf } from './values.ts'
import { ViewOver } from './view-over.ts'
import { asBuffer } from './wire.ts'

export const HAYSTACK_INPUT = [
  'haystack.component.input',
  'haystack.agent.step.llm.input',
  'haystack.agent.step.input',
  'haystack.agent.input',
  'haystack.pipeline.input_data',
] as const
/** Answers of models first: the others' hold sums of them, or nothing. */
const ANSWERS = [
  'haystack.component.output',
  'haystack.agent.step.llm.output',
  'haystack.agent.step.llm_output',
] as const
export const HAYSTACK_OUTPUT = [...ANSWERS, 'haystack.agent.output', 'haystack.pipeline.output_data'] as const
export const HAYSTACK_TOOL_INPUT = 'haystack.agent.step.tool.input'
export const HAYSTACK_TOOL_OUTPUT = 'haystack.agent.step.tool.output'

export function withHaystack(view: SpanView): SpanView {
  return view.name.startsWith('haystack.') ? new HaystackView(view) : view
}

/** What a component is, by the end of its class's name. A local ranker has no counts; an Agent's own span is inside. */
const CLASSES: readonly (readonly [RegExp, string])[] = [
  [/Generator$/, 'llm'],
  [/Embedder$/, 'embedding'],
  [/(?:Retriever|WebSearch)$/, 'retrieval'],
  [/Ranker$/, 'reranker'],
  [/Evaluator$/, 'evaluator'],
]

/** Who a component asks, where its name tells. */
const PROVIDERS: readonly (readonly [RegExp, string])[] = [
  [/^AzureOpenAI/, 'azure.ai.openai'],
  [/^OpenAI|^DALLE/, 'openai'],
  [/^AnthropicVertex|^VertexAI/, 'gcp.vertex_ai'],
  [/^Anthropic/, 'anthropic'],
  [/^AmazonBedrock/, 'aws.bedrock'],
  [/^Google/, 'gcp.gemini'],
  [/^Mistral/, 'mistral_ai'],
  [/^(?:Cohere|Ollama|OpenRouter|Together|Nvidia|Groq|Jina|Voyage|Watsonx|HuggingFace)/, ''],
]

class HaystackView extends ViewOver {
  #told: ReadonlyMap<string, AttributeValue> | undefined

  override has(key: string): boolean {
    return this.base.has(key) || this.#facts(key) !== undefined
  }

  override get(key: string): AttributeValue | undefined {
    return this.base.get(key) ?? this.#facts(key)
  }

  #facts(key: string): AttributeValue | undefined {
    if (!TOLD.has(key)) return undefined
    this.#told ??= factsOf(this.base)
    return this.#told.get(key)
  }
}

const TOLD = new Set([
  'vitrine.kind',
  'gen_ai.provider.name',
  'gen_ai.response.model',
  'gen_ai.response.finish_reasons',
  'gen_ai.request.stream',
  'gen_ai.usage',
  'gen_ai.tool.name',
])

function factsOf(view: SpanView): ReadonlyMap<string, AttributeValue> {
  const facts = new Map<string, AttributeValue>()
  const kind = kindOf(view)
  facts.set('vitrine.kind', kind)
  if (view.has('haystack.tool.name')) facts.set('gen_ai.tool.name', textOf(view.get('haystack.tool.name')))
  if (kind !== 'llm' && kind !== 'embedding' && kind !== 'reranker') return facts
  const provider = providerOf(textOf(view.get('haystack.component.type')))
  if (provider !== '') facts.set('gen_ai.provider.name', provider)
  const meta = metaOf(view)
  if (typeof meta.model === 'string') facts.set('gen_ai.response.model', meta.model)
  const reason = meta.finish_reason ?? meta.stop_reason
  if (typeof reason === 'string') facts.set('gen_ai.response.finish_reasons', [reason])
  if (typeof meta.completion_start_time === 'string') facts.set('gen_ai.request.stream', true)
  const usage = childOf(meta, 'usage')
  if (Object.keys(usage).length > 0) facts.set('gen_ai.usage', asSent(usage))
  return facts
}

function kindOf(view: SpanView): string {
  if (view.name === 'haystack.pipeline.run' || view.name === 'haystack.async_pipeline.run') return 'workflow'
  if (view.name === 'haystack.agent.run') return 'agent'
  if (view.name === 'haystack.agent.step.tool') return 'tool'
  if (view.name === 'haystack.agent.step.llm' || view.has('haystack.agent.step.llm_output')) return 'llm'
  const type = textOf(view.get('haystack.component.type'))
  return CLASSES.find(([ending]) => ending.test(type))?.[1] ?? 'chain'
}

function providerOf(type: string): string {
  const [beginning, name] = PROVIDERS.find(([pattern]) => pattern.test(type)) ?? []
  return name || (beginning?.exec(type)?.[0].toLowerCase() ?? '')
}

/** Anthropic's counts come under OpenAI's names, without a total: the cache is beside them, as Anthropic has it. */
function asSent(usage: Dictionary): Dictionary {
  const { prompt_tokens: input, completion_tokens: output, ...rest } = usage
  const isAnthropic = 'cache_read_input_tokens' in rest && !('total_tokens' in rest)
  return isAnthropic ? { input_tokens: input, output_tokens: output, ...rest } : usage
}

/** An answer is parsed up to this; of a longer one, with vectors, the end is. */
const MAX_ANSWER_BYTES = 262_144
const END_BYTES = 4096
const META_AT_END = /"meta":\s*(\{.*\})\s*\}\s*$/s

function metaOf(view: SpanView): Dictionary {
  for (const key of ANSWERS) {
    const bytes = view.has(key) ? view.bytes(key) : undefined
    if (bytes === undefined) continue
    if (bytes.byteLength <= MAX_ANSWER_BYTES) return metaIn(jsonOf(view.get(key)))
    const end = asBuffer(bytes).toString('utf8', bytes.byteLength - END_BYTES)
    const meta = jsonOf(META_AT_END.exec(end)?.[1])
    return isDictionary(meta) ? meta : {}
  }
  return {}
}

/** A generator repeats its counts in each of its replies; older ones answer text, with the metas beside. */
function metaIn(answer: unknown): Dictionary {
  const replies = isDictionary(answer) ? answer.replies : answer
  const [reply] = Array.isArray(replies) ? replies : []
  const own = isDictionary(reply) ? (reply.meta ?? reply._meta) : undefined
  if (isDictionary(own)) return own
  const beside = isDictionary(answer) ? answer.meta : undefined
  const first: unknown = Array.isArray(beside) ? beside[0] : beside
  return isDictionary(first) ? first : {}
}
