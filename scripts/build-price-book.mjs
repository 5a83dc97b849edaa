#!/usr/bin/env node
/**
 * Builds schemas/prices/price-book.json from public price lists (all MIT): genai-prices (Pydantic), which knows how
 * names match and since when a price holds, and LiteLLM's list for what that one does not have.
 *
 *   node scripts/build-price-book.mjs <folder with genai-prices-data.json.gz and litellm-…json.gz> <version>
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

const [folder, version] = process.argv.slice(2)
if (folder === undefined || version === undefined) {
  console.error('cannot build the price book: say the folder of the price lists and a version (a date)')
  process.exit(2)
}

const SOURCES = ['genai-prices', 'litellm']
/** Columns of a tier; the other buckets take the price of input or output (see the loader). */
const BUCKETS = ['input_uncached', 'cache_read', 'cache_write', 'input_audio', 'output', 'output_audio']
const GENAI_FIELDS = [
  'input_mtok',
  'cache_read_mtok',
  'cache_write_mtok',
  'input_audio_mtok',
  'output_mtok',
  'output_audio_mtok',
]
const LITELLM_FIELDS = [
  'input_cost_per_token',
  'cache_read_input_token_cost',
  'cache_creation_input_token_cost',
  'input_cost_per_audio_token',
  'output_cost_per_token',
  'output_cost_per_audio_token',
]
/** LiteLLM's provider names where ours differ. Providers whose names are not here keep their own. */
const LITELLM_PROVIDERS = {
  bedrock: 'aws',
  bedrock_converse: 'aws',
  azure_ai: 'azure',
  gemini: 'google',
  xai: 'x-ai',
  fireworks_ai: 'fireworks',
  together_ai: 'together',
  moonshot: 'moonshotai',
  zai: 'zhipuai',
  voyage: 'voyageai',
  cohere_chat: 'cohere',
  'text-completion-openai': 'openai',
}
const LITELLM_MODES = new Set(['chat', 'completion', 'embedding', 'responses'])

const genai = readJson('genai-prices-data.json.gz')
const litellm = readJson('litellm-model_prices_and_context_window.json.gz')

const providers = new Map(genai.map((provider) => [provider.id, genaiProvider(provider)]))
for (const [key, entry] of Object.entries(litellm)) addLitellm(key, entry)
const book = {
  version,
  sources: SOURCES,
  buckets: BUCKETS,
  providers: [...providers.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
}
const lines = book.providers.map((provider) => {
  const { models, ...head } = provider
  return `${JSON.stringify(head).slice(0, -1)},"models":[\n${models.map((model) => JSON.stringify(model)).join(',\n')}\n]}`
})
const { providers: _all, ...head } = book
const target = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../schemas/prices/price-book.json')
writeFileSync(target, `${JSON.stringify(head).slice(0, -1)},"providers":[\n${lines.join(',\n')}\n]}\n`)
console.log(`${book.providers.length} providers, ${book.providers.reduce((n, p) => n + p.models.length, 0)} models`)

function readJson(name) {
  return JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString('utf8'))
}

function genaiProvider(provider) {
  const models = provider.models
    .map((model) => ({ id: model.id, source: 0, match: model.match, prices: genaiPrices(model.prices) }))
    .filter((model) => model.prices.length > 0)
  const fallback = provider.fallback_model_providers
  return {
    id: provider.id,
    ...(fallback ? { fallback } : {}),
    ...(provider.model_match ? { vendor: provider.model_match } : {}),
    models,
  }
}

/** A list of dated prices, each holding from its date on; the last that holds wins. */
function genaiPrices(prices) {
  const list = Array.isArray(prices) ? prices : [{ prices }]
  return list
    .map(({ constraint, prices: columns }) => ({ ...dateOf(constraint), tiers: genaiTiers(columns) }))
    .filter(hasInput)
}

function dateOf(constraint) {
  if (constraint?.start_date) return { from: constraint.start_date }
  if (constraint?.start_time) return { hours: [constraint.start_time.slice(0, 5), constraint.end_time.slice(0, 5)] }
  return {}
}

function genaiTiers(columns) {
  const bounds = new Set([0])
  for (const field of GENAI_FIELDS) for (const tier of columns[field]?.tiers ?? []) bounds.add(tier.start)
  return [...bounds]
    .sort((a, b) => a - b)
    .map((above) => [above, ...GENAI_FIELDS.map((field) => pico(genaiPriceAt(columns[field], above), 6))])
}

function genaiPriceAt(column, above) {
  if (column === undefined || column === null || typeof column === 'number') return column
  const tier = column.tiers.filter((candidate) => candidate.start <= above && above > 0).at(-1)
  return tier === undefined ? column.base : tier.price
}

/** A decimal number of dollars per 10^-(12-shift) tokens → whole pico-dollars per token, as text. */
function pico(value, shift) {
  if (value === undefined || value === null) return null
  const [mantissa, exponent] = String(value).split('e')
  const [whole, fraction = ''] = mantissa.split('.')
  const places = fraction.length - shift - Number(exponent ?? 0)
  const digits = BigInt(whole + fraction)
  if (places <= 0) return String(digits * 10n ** BigInt(-places))
  const divisor = 10n ** BigInt(places)
  return String((digits + divisor / 2n) / divisor)
}

function hasInput(price) {
  return price.tiers[0].some((column, index) => index > 0 && column !== null)
}

function addLitellm(key, entry) {
  if (typeof entry !== 'object' || !LITELLM_MODES.has(entry.mode) || typeof entry.input_cost_per_token !== 'number')
    return
  const id = litellmProvider(entry.litellm_provider)
  if (id === undefined) return
  let provider = providers.get(id)
  if (provider === undefined) {
    provider = { id, models: [] }
    providers.set(id, provider)
  }
  const name = litellmName(key, entry.litellm_provider).toLowerCase()
  if (provider.models.some((model) => JSON.stringify(model.match).includes(JSON.stringify(name)))) return
  const prices = [{ tiers: litellmTiers(entry) }]
  provider.models.push({ id: name, source: 1, match: { equals: name }, prices })
}

function litellmProvider(name) {
  if (typeof name !== 'string') return undefined
  if (name.startsWith('vertex_ai')) return 'google'
  return LITELLM_PROVIDERS[name] ?? name
}

function litellmName(key, provider) {
  const heads = [provider, provider?.split('-')[0], 'azure_ai', 'azure', 'bedrock', 'vertex_ai']
  const head = heads.find((candidate) => typeof candidate === 'string' && key.startsWith(`${candidate}/`))
  return head === undefined ? key : key.slice(head.length + 1)
}

function litellmTiers(entry) {
  const bounds = [0]
  for (const thousand of [128, 200, 256, 272, 512]) {
    if (entry[`input_cost_per_token_above_${thousand}k_tokens`] !== undefined) bounds.push(thousand * 1000)
  }
  return bounds.map((above) => [above, ...LITELLM_FIELDS.map((field) => pico(litellmPriceAt(entry, field, above), 12))])
}

function litellmPriceAt(entry, field, above) {
  return (above > 0 ? entry[`${field}_above_${above / 1000}k_tokens`] : undefined) ?? entry[field]
}
