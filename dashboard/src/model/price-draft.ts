// A price while it is written: texts as people type them, what is wrong with each, and the body that the API takes. Pure.
import { PRICE_COLUMNS, type PriceColumn, type SERVICE_TIERS } from '@vitrine/schemas'
import type { PriceBody } from '@vitrine/schemas/api'

export type PriceService = 'standard' | (typeof SERVICE_TIERS)[number]

export interface TierDraft {
  readonly id: number
  /** Input tokens above which it holds; not asked of the first. */
  readonly above: string
  readonly amounts: Readonly<Partial<Record<PriceColumn, string>>>
}

export interface PriceDraft {
  readonly model: string
  readonly provider: string
  readonly service: PriceService
  /** A UTC day, or nothing. */
  readonly from: string
  /** At least one; the first is the base. */
  readonly tiers: readonly TierDraft[]
}

/** What most prices have; the others are asked for by those who need them. */
export const MAIN_COLUMNS: readonly PriceColumn[] = ['input_uncached', 'output', 'cache_read', 'cache_write']
export const OTHER_COLUMNS: readonly PriceColumn[] = PRICE_COLUMNS.filter((column) => !MAIN_COLUMNS.includes(column))
export const MAX_TIERS = 10

/** Under `model`, `from`, `<tier>.above`, `<tier>.<column>`, and `<tier>` for a tier as a whole. */
export type PriceProblems = ReadonlyMap<string, PriceProblem>
export type PriceProblem = 'modelMissing' | 'dayBad' | 'amountBad' | 'aboveBad' | 'aboveOrder' | 'tierEmpty'

export function newPrice(model: string, provider: string): PriceDraft {
  return { model, provider, service: 'standard', from: '', tiers: [{ id: 0, above: '', amounts: {} }] }
}

export function withTier(draft: PriceDraft): PriceDraft {
  const id = Math.max(...draft.tiers.map((tier) => tier.id)) + 1
  return { ...draft, tiers: [...draft.tiers, { id, above: '', amounts: {} }] }
}

export function withoutTier(draft: PriceDraft, id: number): PriceDraft {
  return { ...draft, tiers: draft.tiers.filter((tier) => tier.id !== id) }
}

export function changeTier(draft: PriceDraft, id: number, change: Partial<Omit<TierDraft, 'id'>>): PriceDraft {
  return { ...draft, tiers: draft.tiers.map((tier) => (tier.id === id ? { ...tier, ...change } : tier)) }
}

const AMOUNT = /^\d{1,9}(?:\.\d{1,6})?$/
const TOKENS = /^\d{1,12}$/
const DAY = /^\d{4}-\d{2}-\d{2}$/

export function problemsOf(draft: PriceDraft): PriceProblems {
  const found = new Map<string, PriceProblem>()
  if (draft.model.trim() === '') found.set('model', 'modelMissing')
  const day = typed(draft.from)
  if (day !== '' && !isDay(day)) found.set('from', 'dayBad')
  let before = 0
  draft.tiers.forEach(({ id, above, amounts }, index) => {
    const tokens = typed(above)
    if (index > 0) {
      if (!TOKENS.test(tokens)) found.set(`${id}.above`, 'aboveBad')
      else if (Number(tokens) <= before) found.set(`${id}.above`, 'aboveOrder')
      else before = Number(tokens)
    }
    const said = Object.entries(amounts).filter(([, amount]) => typed(amount) !== '')
    if (said.length === 0) found.set(String(id), 'tierEmpty')
    for (const [column, amount] of said) if (!AMOUNT.test(typed(amount))) found.set(`${id}.${column}`, 'amountBad')
  })
  return found
}

/** undefined while something is wrong with it. */
export function priceBodyOf(draft: PriceDraft): PriceBody | undefined {
  if (problemsOf(draft).size > 0) return undefined
  const from = typed(draft.from)
  return {
    model: draft.model.trim(),
    provider: draft.provider.trim() === '' ? null : draft.provider.trim(),
    service: draft.service === 'standard' ? null : draft.service,
    from: from === '' ? null : from,
    tiers: draft.tiers.map(({ above, amounts }, index) => ({
      above: index === 0 ? 0 : Number(typed(above)),
      per_million: Object.fromEntries(
        PRICE_COLUMNS.flatMap((column) => {
          const amount = typed(amounts[column])
          return amount === '' ? [] : [[column, amount]]
        }),
      ),
    })),
  }
}

/** Without spaces and grouping, with the digits and the point that the API takes: Persian keyboards write their own. */
function typed(text = ''): string {
  return text
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/٫/g, '.')
    .replace(/[\s٬_]/g, '')
}

function isDay(text: string): boolean {
  return DAY.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true
}
