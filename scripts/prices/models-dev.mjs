/** models.dev: gateways and hosts that the other lists do not have. */
import { pico } from './columns.mjs'

const FIELDS = {
  input_uncached: 'input',
  cache_read: 'cache_read',
  cache_write: 'cache_write',
  output: 'output',
  input_audio: 'input_audio',
  reasoning: 'reasoning',
  output_audio: 'output_audio',
}
/** Its provider names where ours differ. */
const PROVIDERS = {
  'amazon-bedrock': 'aws',
  'azure-cognitive-services': 'azure',
  'fireworks-ai': 'fireworks',
  'google-vertex': 'google',
  'google-vertex-anthropic': 'google',
  'novita-ai': 'novita',
  togetherai: 'together',
  vercel: 'vercel_ai_gateway',
  xai: 'x-ai',
}
/** Flat fees: their zeros are not what a token costs. */
const SUBSCRIPTION = /-plan\b|for-coding|github-copilot|ollama-cloud|lmstudio/

/** [{ provider, name, tiers }]; what costs nothing at all is a promotion or a flat fee, and is left out. */
export function readModelsDev(list) {
  return Object.entries(list)
    .filter(([provider]) => !SUBSCRIPTION.test(provider))
    .flatMap(([provider, models]) =>
      Object.entries(models)
        .filter(([, { cost }]) => typeof cost?.input === 'number' && cost.input + (cost.output ?? 0) > 0)
        .map(([name, { cost }]) => ({
          provider: PROVIDERS[provider] ?? provider,
          name: name.toLowerCase(),
          tiers: tiersOf(cost),
        })),
    )
}

function tiersOf(cost) {
  const more = (cost.tiers ?? []).filter(({ tier }) => typeof tier?.size === 'number')
  return [{ above: 0, prices: pricesOf(cost) }].concat(
    more.map((tier) => ({ above: tier.tier.size, prices: { ...pricesOf(cost), ...pricesOf(tier, true) } })),
  )
}

/** A zero for cache or modality beside a price for input stands for "not said". */
function pricesOf(cost, onlySaid = false) {
  const entries = Object.entries(FIELDS).map(([column, field]) => {
    const price = cost[field]
    const isSaid = typeof price === 'number' && (price > 0 || field === 'input' || field === 'output')
    return [column, isSaid ? pico(price, 6) : null]
  })
  return Object.fromEntries(onlySaid ? entries.filter(([, price]) => price !== null) : entries)
}
