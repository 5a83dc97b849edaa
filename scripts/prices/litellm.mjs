/** LiteLLM's list: models of many more providers, and prices by service tier, modality and cache lifetime. */
import { pico } from './columns.mjs'

const FIELDS = {
  input_uncached: 'input_cost_per_token',
  cache_read: 'cache_read_input_token_cost',
  cache_write: 'cache_creation_input_token_cost',
  output: 'output_cost_per_token',
  cache_write_1h: 'cache_creation_input_token_cost_above_1hr',
  input_audio: 'input_cost_per_audio_token',
  cache_read_audio: 'cache_read_input_audio_token_cost',
  input_image: 'input_cost_per_image_token',
  reasoning: 'output_cost_per_reasoning_token',
  output_audio: 'output_cost_per_audio_token',
  output_image: 'output_cost_per_image_token',
}
/** Service tiers, by the ending that a field has for them. */
const SERVICES = { batch: '_batches', flex: '_flex', priority: '_priority' }
const TIER_STARTS = [128, 200, 256, 272, 512].map((thousands) => thousands * 1000)
/** Its provider names where ours differ. Providers whose names are not here keep their own. */
const PROVIDERS = {
  bedrock: 'aws',
  bedrock_converse: 'aws',
  bedrock_mantle: 'aws',
  azure_ai: 'azure',
  gemini: 'google',
  xai: 'x-ai',
  fireworks_ai: 'fireworks',
  'fireworks_ai-embedding-models': 'fireworks',
  together_ai: 'together',
  moonshot: 'moonshotai',
  voyage: 'voyageai',
  cohere_chat: 'cohere',
  'text-completion-openai': 'openai',
}

/** [{ provider, name, entry }] of what is sold by the token. */
export function readLitellm(list) {
  return Object.entries(list)
    .filter(([, entry]) => typeof entry === 'object' && isPricedByToken(entry))
    .flatMap(([key, entry]) => {
      const provider = providerOf(entry.litellm_provider)
      return provider === undefined
        ? []
        : [{ provider, name: nameOf(key, entry.litellm_provider).toLowerCase(), entry }]
    })
}

/** An image or a search has a price of its own; a zero beside it is no price for tokens. */
function isPricedByToken(entry) {
  if (typeof entry.input_cost_per_token !== 'number') return false
  const isSoldOtherwise = Object.keys(entry).some(
    (field) =>
      /_per_(?:query|request|second|page|pixel|character|image)(?:_|$)/.test(field) && !field.includes('image_token'),
  )
  const hasOutput = entry.output_cost_per_token > 0 || entry.output_cost_per_image_token > 0
  return entry.mode === 'embedding' || hasOutput || !isSoldOtherwise
}

function providerOf(name) {
  if (typeof name !== 'string') return undefined
  if (name.startsWith('vertex_ai')) return 'google'
  return PROVIDERS[name] ?? name
}

function nameOf(key, provider) {
  const heads = [provider, provider?.split('-')[0], 'azure_ai', 'azure', 'bedrock', 'vertex_ai']
  const head = heads.find((candidate) => typeof candidate === 'string' && key.startsWith(`${candidate}/`))
  return head === undefined ? key : key.slice(head.length + 1)
}

export function litellmTiers(entry, service) {
  const ending = service === undefined ? '' : SERVICES[service]
  const bounds = [
    0,
    ...TIER_STARTS.filter((above) => fieldAt(entry, 'input_cost_per_token', above, ending) !== undefined),
  ]
  return bounds.map((above) => ({ above, prices: litellmPrices(entry, above, service) }))
}

/** Its prices for a lower bound, in our columns. */
export function litellmPrices(entry, above, service) {
  const ending = service === undefined ? '' : SERVICES[service]
  return Object.fromEntries(
    Object.entries(FIELDS).map(([column, field]) => {
      // An hour of cache follows the input of its tier, which the caller knows better than the base does.
      const base = column === 'cache_write_1h' && above > 0 ? undefined : entry[`${field}${ending}`]
      const price = fieldAt(entry, field, above, ending) ?? base
      return [column, pico(typeof price === 'number' ? price : undefined, 12)]
    }),
  )
}

function fieldAt(entry, field, above, ending) {
  return above === 0 ? undefined : entry[`${field}_above_${above / 1000}k_tokens${ending}`]
}

/** The service tiers that it has an input price for. */
export function litellmServices(entry) {
  return Object.keys(SERVICES).filter(
    (service) => typeof entry[`input_cost_per_token${SERVICES[service]}`] === 'number',
  )
}
