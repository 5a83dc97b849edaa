/**
 * A project's own prices before the public book. A name without a wildcard comes before a pattern, a named provider
 * before any, and of what is left the price with the latest start that has come holds.
 */
import type { PriceColumn, ProjectPrice } from '@vitrine/schemas'
import { BOOK_PROVIDERS, type Price, type PriceBook, type PriceTier, withStandIns } from './price-book.ts'

/** A project's prices, and something that changes whenever they do. */
export interface PricesOfProject {
  readonly version: number
  readonly prices: readonly ProjectPrice[]
}

export interface PriceBooks {
  readonly base: PriceBook
  of(projectId: string, own: PricesOfProject): PriceBook
}

export function createPriceBooks(base: PriceBook): PriceBooks {
  const books = new Map<string, { version: number; book: PriceBook }>()
  return {
    base,
    of(projectId, own) {
      if (own.prices.length === 0) return base
      const known = books.get(projectId)
      if (known?.version === own.version) return known.book
      const book = withProjectPrices(base, own.prices)
      books.set(projectId, { version: own.version, book })
      return book
    },
  }
}

interface OwnPrice {
  readonly matches: (model: string, provider: string) => boolean
  /** Higher is asked first. */
  readonly rank: number
  readonly fromNs: bigint
  readonly id: string
  readonly own: ProjectPrice
}

export function withProjectPrices(base: PriceBook, prices: readonly ProjectPrice[]): PriceBook {
  const own = prices.map(compile).sort((a, b) => b.rank - a.rank || (a.fromNs < b.fromNs ? 1 : -1))
  return {
    version: base.version,
    at(model, provider, startNs) {
      const name = nameOf(model)
      const holding = own.filter((each) => each.fromNs <= startNs && each.matches(name, provider))
      const [first] = holding
      if (first === undefined) return base.at(model, provider, startNs)
      const services = holding.filter((each) => each.rank === first.rank && each.own.service !== '')
      const standard = holding.find((each) => each.own.service === '')
      const others = base.at(model, provider, startNs)
      const price = standard === undefined ? others : priceOf(standard)
      if (price === undefined) return serviceOnly(services)
      // What the project does not say of a service, the book says only where the book's is the standard price too.
      const known = standard === undefined ? price.services : {}
      return { ...price, services: { ...known, ...serviceMap(services) } }
    },
  }
}

function serviceMap(services: readonly OwnPrice[]): Price['services'] {
  return Object.fromEntries([...services].reverse().map((each) => [each.own.service, priceOf(each)]))
}

/** A model of which only a batch has a price: anything else of it stays unpriced. */
function serviceOnly(services: readonly OwnPrice[]): Price | undefined {
  const [first] = services
  if (first === undefined) return undefined
  const nothing: PriceTier = { above: 0, perToken: {} }
  return {
    id: first.id,
    provider: first.own.provider,
    model: first.own.model,
    tiers: [nothing],
    services: serviceMap(services),
  }
}

function priceOf({ own, id }: OwnPrice): Price {
  const base = own.tiers[0]?.perMillion ?? {}
  return {
    id,
    provider: own.provider,
    model: own.model,
    tiers: own.tiers.map((tier) => tierOf(tier, base)),
    services: {},
  }
}

type Tier = ProjectPrice['tiers'][number]

/** What the tier of a long context does not say is as in the base; only then do kinds stand in for each other. */
function tierOf({ above, perMillion }: Tier, base: Tier['perMillion']): PriceTier {
  const said: Partial<Record<PriceColumn, bigint>> = {}
  for (const [column, usd] of Object.entries({ ...base, ...perMillion }))
    said[column as PriceColumn] = picoPerToken(usd)
  return { above, perToken: withStandIns(said) }
}

/** Dollars a million tokens, at most six places → whole pico-dollars a token. */
export function picoPerToken(usdPerMillion: string): bigint {
  const [whole = '0', fraction = ''] = usdPerMillion.split('.')
  return BigInt(whole + fraction.padEnd(6, '0').slice(0, 6))
}

function compile(own: ProjectPrice): OwnPrice {
  const model = nameOf(own.model)
  const isPattern = model.includes('*')
  const pattern = isPattern ? new RegExp(`^${model.split('*').map(escaped).join('.*')}$`, 's') : undefined
  const vendor = bookName(own.provider)
  const day =
    own.fromNs === '0' ? 'always' : new Date(Number(BigInt(own.fromNs) / 1_000_000n)).toISOString().slice(0, 10)
  const service = own.service === '' ? '' : `:${own.service}`
  return {
    own,
    id: `project/${own.provider === '' ? '*' : own.provider}/${own.model}@${day}${service}`,
    rank: (isPattern ? 0 : 2) + (own.provider === '' ? 0 : 1),
    fromNs: BigInt(own.fromNs),
    matches: (name, provider) =>
      (own.provider === '' || bookName(provider) === vendor) &&
      (pattern === undefined ? name === model : pattern.test(name)),
  }
}

const nameOf = (model: string) => model.trim().toLowerCase()
const bookName = (provider: string) => BOOK_PROVIDERS[provider.toLowerCase()] ?? provider.toLowerCase()
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
