#!/usr/bin/env node
/**
 * Builds schemas/prices/price-book.json from public price lists (all MIT). In order of trust: genai-prices knows how
 * names match and since when a price holds; LiteLLM's list adds providers, service tiers, modalities and the lifetime
 * of a cache; models.dev adds gateways. Every price keeps the list that it is from.
 *
 *   node scripts/build-price-book.mjs <folder of the price lists> <version>
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { COLUMNS, namesOf, tierRow } from './prices/columns.mjs'
import { readGenai } from './prices/genai.mjs'
import { litellmPrices, litellmServices, litellmTiers, readLitellm } from './prices/litellm.mjs'
import { readModelsDev } from './prices/models-dev.mjs'

const [folder, version] = process.argv.slice(2)
if (folder === undefined || version === undefined) {
  console.error('cannot build the price book: say the folder of the price lists and a version (a date)')
  process.exit(2)
}

/** The last is not a list: a provider's published rule, applied to a listed price. */
const SOURCES = ['genai-prices', 'litellm', 'models.dev', 'rule']
const [GENAI, LITELLM, MODELS_DEV, RULE] = [0, 1, 2, 3]

const litellm = readLitellm(readJson('litellm-model_prices_and_context_window.json.gz'))
const litellmByName = new Map(litellm.map((each) => [`${each.provider} ${each.name}`, each.entry]))
const providers = new Map()
for (const { models, ...head } of readGenai(readJson('genai-prices-data.json.gz'))) {
  providers.set(head.id, { ...head, models: models.map((model) => fromGenai(head.id, model)) })
}
for (const { provider, name, entry } of litellm) {
  add(provider, { id: name, source: LITELLM, match: { equals: name }, prices: [fromLitellm(name, entry)] })
}
for (const { provider, name, tiers } of readModelsDev(readJson('models.dev.json.gz'))) {
  const prices = [{ tiers: rowsOf(tiers.map((tier) => withHourlyCache(name, tier))) }]
  add(provider, { id: name, source: MODELS_DEV, match: { equals: name }, prices })
}
write([...providers.values()].sort((a, b) => (a.id < b.id ? -1 : 1)))

function readJson(name) {
  return JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString('utf8'))
}

/** A model that a list of more trust has under this name is left to that list. */
function add(providerId, model) {
  let provider = providers.get(providerId)
  if (provider === undefined) {
    provider = { id: providerId, models: [] }
    providers.set(providerId, provider)
  }
  provider.names ??= new Set(provider.models.flatMap(({ match }) => namesOf(match)))
  if (provider.names.has(model.id)) return
  provider.names.add(model.id)
  provider.models.push(model)
}

function fromGenai(providerId, { id, match, prices }) {
  const names = [id.toLowerCase(), ...namesOf(match)]
  const entry =
    names.map((name) => litellmByName.get(`${providerId} ${name}`)).find((found) => found !== undefined) ??
    litellm.find((each) => each.provider === providerId && names.some((name) => isDated(each.name, name)))?.entry
  const merged = prices.map((dated) => withRules(providerId, mergeLitellm(id, dated, entry)))
  return { id, source: GENAI, match, prices: merged }
}

/** The same model under the name of its release: `claude-sonnet-4-5-20250929`. */
function isDated(name, of) {
  return name.startsWith(of) && /^[-@](?:\d{8}|\d{4}-\d{2}-\d{2})$/.test(name.slice(of.length))
}

/** Anthropic sells a batch at half of every standard price. */
function withRules(providerId, dated) {
  if (providerId !== 'anthropic' || dated.services?.batch !== undefined) return dated
  const half = (price) => (price === null ? null : String(BigInt(price) / 2n))
  const tiers = dated.tiers.map(([above, ...prices]) => [above, ...prices.map(half)])
  return { ...dated, services: { ...dated.services, batch: { source: RULE, tiers } } }
}

/** Only where both lists agree on input and output do they speak of the same price. */
function mergeLitellm(name, { tiers, ...when }, entry) {
  const theirs = entry === undefined ? undefined : litellmPrices(entry, 0)
  const [base] = tiers
  const isImagePrice = theirs?.output_image !== null && theirs?.output_image === base.prices.output
  const isSame =
    theirs?.input_uncached === base.prices.input_uncached && (theirs?.output === base.prices.output || isImagePrice)
  if (!isSame) return { ...when, tiers: rowsOf(tiers.map((tier) => withHourlyCache(name, tier))) }
  const merged = tiers.map(({ above, prices }) => {
    const more = litellmPrices(entry, above)
    // The first list gives the price of an image token as that of all output.
    const ours = isImagePrice ? { ...prices, output: more.output } : prices
    const added = Object.entries(more).filter(([column, price]) => price !== null && (ours[column] ?? null) === null)
    return withHourlyCache(name, { above, prices: { ...ours, ...Object.fromEntries(added) } })
  })
  return { ...when, tiers: rowsOf(merged), ...servicesOf(entry, merged[0].prices) }
}

function fromLitellm(name, entry) {
  const tiers = litellmTiers(entry).map((tier) => withHourlyCache(name, tier))
  return { tiers: rowsOf(tiers), ...servicesOf(entry, tiers[0].prices) }
}

function servicesOf(entry, base) {
  const services = litellmServices(entry)
  if (services.length === 0) return {}
  const tiersOf = (service) => rowsOf(litellmTiers(entry, service).map((tier) => withCaches(tier, base)))
  return {
    services: Object.fromEntries(services.map((service) => [service, { source: LITELLM, tiers: tiersOf(service) }])),
  }
}

/** Caches, reasoning and modalities of a service cost the same share of the standard price as its input and output. */
function withCaches({ above, prices }, base) {
  const filled = { ...prices }
  for (const column of COLUMNS) {
    if ((filled[column] ?? null) !== null || (base[column] ?? null) === null) continue
    const side = column.startsWith('output') || column === 'reasoning' ? 'output' : 'input_uncached'
    if ((prices[side] ?? null) === null || !(BigInt(base[side] ?? 0) > 0n)) continue
    filled[column] = String((BigInt(base[column]) * BigInt(prices[side])) / BigInt(base[side]))
  }
  return { above, prices: filled }
}

/** Anthropic's rule, where a list has only the five-minute write (1.25 of the input): an hour costs twice the input. */
function withHourlyCache(name, { above, prices }) {
  const { input_uncached: input, cache_write: write, cache_write_1h: hourly } = prices
  const followsRule = /claude/i.test(name) && input && write && BigInt(write) * 4n === BigInt(input) * 5n
  if ((hourly ?? null) !== null || !followsRule) return { above, prices }
  return { above, prices: { ...prices, cache_write_1h: String(BigInt(input) * 2n) } }
}

function rowsOf(tiers) {
  return tiers.map(({ above, prices }) => tierRow(above, prices))
}

function write(list) {
  const lines = list.map(({ models, names: _names, ...head }) => {
    return `${JSON.stringify(head).slice(0, -1)},"models":[\n${models.map((model) => JSON.stringify(model)).join(',\n')}\n]}`
  })
  const head = JSON.stringify({ version, sources: SOURCES, columns: COLUMNS })
  const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname
  const text = `${head.slice(0, -1)},"providers":[\n${lines.join(',\n')}\n]}\n`
  writeFileSync(join(here, '../schemas/prices/price-book.json'), text)
  const models = list.flatMap((provider) => provider.models)
  const bySource = SOURCES.map((source, index) => `${source} ${models.filter((each) => each.source === index).length}`)
  console.log(`${list.length} providers, ${models.length} models (${bySource.join(', ')}), ${text.length} bytes`)
}
