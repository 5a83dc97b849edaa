/** Eight hues in the order of the design system, told apart in both themes and under colour-vision simulation. */
export const PALETTE = [
  'var(--kind-llm)',
  'var(--kind-tool)',
  'var(--kind-retrieval)',
  'var(--kind-evaluator)',
  'var(--kind-embedding)',
  'var(--kind-agent)',
  'var(--kind-guardrail)',
  'var(--kind-other)',
] as const

export type ChartInk = { readonly slot: number; readonly variant: number } | 'good' | 'bad' | 'neutral'

export function colourOf(ink: ChartInk): string {
  if (ink === 'good') return 'var(--success-mark)'
  if (ink === 'bad') return 'var(--error-mark)'
  if (ink === 'neutral') return 'var(--fg-faint)'
  return PALETTE[ink.slot % PALETTE.length] ?? 'var(--fg-faint)'
}

export const variantOf = (ink: ChartInk): number => (typeof ink === 'string' ? 0 : ink.variant)

const DASHES = ['', '6 3', '2 3', '8 3 2 3']

/** Lines of one colour differ by their dashes. */
export function dashOf(ink: ChartInk): string | undefined {
  return DASHES[variantOf(ink) % DASHES.length] || undefined
}
