/** genai-prices (Pydantic): how names match, who sells whose models, and since when a price holds. */
import { pico } from './columns.mjs'

const FIELDS = {
  input_uncached: 'input_mtok',
  cache_read: 'cache_read_mtok',
  cache_write: 'cache_write_mtok',
  output: 'output_mtok',
  input_audio: 'input_audio_mtok',
  cache_read_audio: 'cache_audio_read_mtok',
  output_audio: 'output_audio_mtok',
}

export function readGenai(list) {
  return list.map((provider) => ({
    id: provider.id,
    ...(provider.fallback_model_providers ? { fallback: provider.fallback_model_providers } : {}),
    ...(provider.model_match ? { vendor: provider.model_match } : {}),
    models: provider.models
      .map((model) => ({ id: model.id, match: model.match, prices: datedPrices(model.prices) }))
      .filter((model) => model.prices.length > 0),
  }))
}

/** A list of dated prices, each holding from its date on; the last that holds wins. */
function datedPrices(prices) {
  const list = Array.isArray(prices) ? prices : [{ prices }]
  return list
    .map(({ constraint, prices: fields }) => ({ ...dateOf(constraint), tiers: tiersOf(fields) }))
    .filter(({ tiers }) => Object.values(tiers[0]?.prices ?? {}).some((price) => price !== null))
}

function dateOf(constraint) {
  if (constraint?.start_date) return { from: constraint.start_date }
  if (constraint?.start_time) return { hours: [constraint.start_time.slice(0, 5), constraint.end_time.slice(0, 5)] }
  return {}
}

function tiersOf(fields) {
  const bounds = new Set([0])
  for (const field of Object.values(FIELDS)) for (const tier of fields[field]?.tiers ?? []) bounds.add(tier.start)
  return [...bounds]
    .sort((a, b) => a - b)
    .map((above) => ({
      above,
      prices: Object.fromEntries(
        Object.entries(FIELDS).map(([column, field]) => [column, pico(priceAt(fields[field], above), 6)]),
      ),
    }))
}

function priceAt(field, above) {
  if (field === undefined || field === null || typeof field === 'number') return field
  const tier = field.tiers.filter((candidate) => candidate.start <= above && above > 0).at(-1)
  return tier === undefined ? field.base : tier.price
}
