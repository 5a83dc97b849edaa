/**
 * What a token cost at a moment: one book of public list prices, looked up by model, provider and time. A name is
 * reduced to what vendors call the model (route prefixes, regions, dates, case), but never to another model: what is
 * not in the book stays unknown.
 */
import { type PriceColumn, SERVICE_TIERS, type ServiceTier } from '@vitrine/schemas'
import { FINE_TUNED, type Match, matchesModel, matchesText, nameIn } from './model-names.ts'

/** Whole pico-dollars per token; from more input tokens than `above` on, the higher price holds for all tokens. */
export interface PriceTier {
  /** Input tokens; 0 for the base price. */
  readonly above: number
  readonly perToken: Readonly<Partial<Record<PriceColumn, bigint>>>
}

export interface Price {
  /** `<source>/<provider>/<model pattern>@<effective date>`, and `:<service>` for another than the standard one. */
  readonly id: string
  readonly provider: string
  readonly model: string
  /** Ascending by `above`; the first is the base. */
  readonly tiers: readonly PriceTier[]
  /** The other services that this model is sold by. */
  readonly services: Readonly<Partial<Record<ServiceTier, Price>>>
}

export interface PriceBook {
  readonly version: string
  /** undefined: unpriced. Provider '' when nobody said: then the model's vendor is asked. */
  at(model: string, provider: string, startNs: bigint): Price | undefined
}

/** The file written by scripts/build-price-book.mjs. */
export interface PriceBookFile {
  readonly version: string
  readonly sources: readonly string[]
  /** Names of the columns in a tier's prices. */
  readonly columns: readonly PriceColumn[]
  readonly providers: readonly ProviderEntry[]
}

export interface ProviderEntry {
  readonly id: string
  /** Providers asked next for a model that is not listed here. */
  readonly fallback?: readonly string[]
  /** Model names that are this vendor's own, for when nobody says a provider. */
  readonly vendor?: Match
  readonly models: readonly ModelEntry[]
}

export interface ModelEntry {
  readonly id: string
  /** Index into `sources`. */
  readonly source: number
  readonly match: Match
  /** The last that holds at the moment wins. `from` is a UTC day, `hours` are UTC times of day, HH:MM. */
  readonly prices: readonly DatedPrice[]
}

export interface DatedPrice {
  readonly from?: string
  readonly hours?: readonly [string, string]
  readonly tiers: readonly TierColumns[]
  readonly services?: Readonly<
    Partial<Record<ServiceTier, { readonly source: number; readonly tiers: readonly TierColumns[] }>>
  >
}

/** [input tokens above, price per column…]; a price is decimal text of pico-dollars, null where there is none. */
export type TierColumns = readonly [number, ...(string | null)[]]

/** Our provider names (normalise/provider.ts) and route prefixes of model names → the book's. */
export const BOOK_PROVIDERS: Readonly<Record<string, string>> = {
  'azure.ai.openai': 'azure',
  'azure.ai.inference': 'azure',
  azure_ai: 'azure',
  'aws.bedrock': 'aws',
  bedrock: 'aws',
  bedrock_converse: 'aws',
  'gcp.gemini': 'google',
  'gcp.vertex_ai': 'google',
  gemini: 'google',
  vertex_ai: 'google',
  mistral_ai: 'mistral',
  mistralai: 'mistral',
  x_ai: 'x-ai',
  xai: 'x-ai',
  moonshot_ai: 'moonshotai',
  moonshot: 'moonshotai',
  fireworks_ai: 'fireworks',
  together_ai: 'together',
  'together-ai': 'together',
  voyage: 'voyageai',
  'z-ai': 'zai',
  'z.ai': 'zai',
  vercel: 'vercel_ai_gateway',
  cohere_chat: 'cohere',
  'ibm.watsonx.ai': 'watsonx',
  'aws.sagemaker': 'sagemaker',
  hugging_face: 'huggingface',
  qwen: 'dashscope',
  tongyi: 'dashscope',
  zhipu: 'zhipuai',
  deep_infra: 'deepinfra',
}

export function createPriceBook(file: PriceBookFile): PriceBook {
  return new FilePriceBook(file)
}

/** A book without prices: everything is unknown. */
export const EMPTY_BOOK: PriceBook = { version: '', at: () => undefined }

interface Priced {
  readonly from: string
  readonly hours: readonly [string, string] | undefined
  readonly price: Price
}

/** Lookups repeat by the thousand; a client that invents names must not fill the memory. */
const MAX_REMEMBERED = 5000

class FilePriceBook implements PriceBook {
  readonly version: string
  readonly #file: PriceBookFile
  readonly #providers: ReadonlyMap<string, ProviderEntry>
  readonly #found = new Map<string, readonly Priced[] | undefined>()

  constructor(file: PriceBookFile) {
    this.version = file.version
    this.#file = file
    this.#providers = new Map(file.providers.map((provider) => [provider.id, provider]))
  }

  at(model: string, provider: string, startNs: bigint): Price | undefined {
    const key = `${provider} ${model}`
    let dated = this.#found.get(key)
    if (dated === undefined && !this.#found.has(key)) {
      dated = this.#lookup(model, provider) ?? this.#free(model, provider)
      if (this.#found.size < MAX_REMEMBERED) this.#found.set(key, dated)
    }
    if (dated === undefined) return undefined
    if (dated.length === 1 && dated[0]?.from === '') return dated[0].price
    return priceAt(dated, startNs)
  }

  /** The first source knows how names match and who sells whose models, so it is asked in full before the next. */
  #lookup(model: string, provider: string): readonly Priced[] | undefined {
    const candidates = [...this.#candidates(model, provider)]
    for (let source = 0; source < this.#file.sources.length; source++) {
      for (const [providerId, name] of candidates) {
        const entry = this.#providers.get(providerId)
        const found = entry?.models.find((each) => each.source === source && matchesModel(each.match, name))
        if (entry !== undefined && found !== undefined) return this.#priced(entry, found)
      }
    }
    return undefined
  }

  /** The lists name OpenRouter's free variants without a price: their name is it. Its names begin with a vendor. */
  #free(model: string, provider: string): readonly Priced[] | undefined {
    const name = nameIn(model)
    if (!name.endsWith(':free') || (provider !== 'openrouter' && !name.includes('/'))) return undefined
    const id = `rule/openrouter/${name}@${this.version}`
    const tiers = [{ above: 0, perToken: withStandIns({ input_uncached: 0n, output: 0n }) }]
    return [{ from: '', hours: undefined, price: { id, provider: 'openrouter', model: name, tiers, services: {} } }]
  }

  /** Provider and name pairs to ask, most literal first. */
  *#candidates(model: string, provider: string): Generator<readonly [string, string]> {
    const name = nameIn(model)
    const said = BOOK_PROVIDERS[provider] ?? provider
    yield* this.#withFallbacks(said, name)
    const tuned = FINE_TUNED.exec(name)?.[0] ?? name
    if (tuned !== name) yield* this.#withFallbacks(said, tuned)
    const slash = name.indexOf('/')
    if (slash > 0) {
      const head = name.slice(0, slash)
      const routed = BOOK_PROVIDERS[head] ?? head
      // A route prefix names the provider where the field does not, or names a gateway that the book does not know.
      const isFree = said === routed || !this.#providers.has(said)
      if (isFree && this.#providers.has(routed)) yield* this.#withFallbacks(routed, name.slice(slash + 1))
    }
    if (provider === '') {
      for (const entry of this.#providers.values()) {
        if (entry.vendor !== undefined && matchesText(entry.vendor, name)) yield [entry.id, name]
      }
    }
  }

  *#withFallbacks(providerId: string, name: string): Generator<readonly [string, string]> {
    yield [providerId, name]
    for (const fallback of this.#providers.get(providerId)?.fallback ?? []) yield [fallback, name]
  }

  #priced(provider: ProviderEntry, model: ModelEntry): readonly Priced[] {
    const { columns, sources } = this.#file
    return model.prices.map((dated) => {
      const name = `${provider.id}/${model.id}@${dated.from ?? this.version}`
      const priceOf = (source: number, tiers: readonly TierColumns[], ending: string): Price => ({
        id: `${sources[source] ?? ''}/${name}${ending}`,
        provider: provider.id,
        model: model.id,
        tiers: tiers.map((tier) => tierOf(tier, columns)),
        services: {},
      })
      const services: Partial<Record<ServiceTier, Price>> = {}
      for (const service of SERVICE_TIERS) {
        const sold = dated.services?.[service]
        if (sold !== undefined) services[service] = priceOf(sold.source, sold.tiers, `:${service}`)
      }
      const price = { ...priceOf(model.source, dated.tiers, ''), services }
      return { from: dated.from ?? '', hours: dated.hours, price }
    })
  }
}

function priceAt(dated: readonly Priced[], startNs: bigint): Price | undefined {
  const moment = new Date(Number(startNs / 1_000_000n)).toISOString()
  const day = moment.slice(0, 10)
  const minute = moment.slice(11, 16)
  let found: Price | undefined
  for (const { from, hours, price } of dated) {
    if (from > day || (hours !== undefined && !(hours[0] <= minute && minute < hours[1]))) continue
    found = price
  }
  return found
}

/** What has no price of its own costs what the nearest kind does. */
const STANDS_IN: readonly (readonly [PriceColumn, PriceColumn])[] = [
  ['cache_read', 'input_uncached'],
  ['cache_write', 'input_uncached'],
  ['input_audio', 'input_uncached'],
  ['input_image', 'input_uncached'],
  ['input_video', 'input_uncached'],
  ['cache_read_audio', 'cache_read'],
  ['reasoning', 'output'],
  ['output_audio', 'output'],
  ['output_image', 'output'],
  ['output_video', 'output'],
]

/** Every kind falls back, but for the hour of cache: it costs more than its stand-in, and a guess would be too low. */
export function withStandIns(said: Readonly<Partial<Record<PriceColumn, bigint>>>): PriceTier['perToken'] {
  const perToken: Partial<Record<PriceColumn, bigint>> = { ...said }
  for (const [column, standIn] of STANDS_IN) {
    const price = perToken[column] ?? perToken[standIn]
    if (price !== undefined) perToken[column] = price
  }
  // A provider that writes for free, or at the price of input, knows no lifetimes.
  if (said.cache_write === undefined || said.cache_write === said.input_uncached) {
    const price = perToken.cache_write_1h ?? perToken.cache_write
    if (price !== undefined) perToken.cache_write_1h = price
  }
  return perToken
}

function tierOf([above, ...prices]: TierColumns, columns: readonly PriceColumn[]): PriceTier {
  const said: Partial<Record<PriceColumn, bigint>> = {}
  columns.forEach((column, index) => {
    const price = prices[index]
    if (typeof price === 'string') said[column] = BigInt(price)
  })
  return { above, perToken: withStandIns(said) }
}
