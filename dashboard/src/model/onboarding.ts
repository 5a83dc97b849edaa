// What the start page says while it waits and once something came. Pure.
import type { OnboardingAnswer } from '@vitrine/schemas/api'

type Refused = OnboardingAnswer['refused'][number]

export type Arrival =
  | { readonly kind: 'nothing' }
  /** Acknowledged and on the way into the store. */
  | { readonly kind: 'on-the-way'; readonly spans: number }
  | { readonly kind: 'rejected'; readonly spans: number }
  | { readonly kind: 'refused'; readonly last: Refused }
  | { readonly kind: 'arrived'; readonly first: NonNullable<OnboardingAnswer['first_span']> }

/** The most telling thing that happened, good news first. */
export function arrivalOf(answer: OnboardingAnswer): Arrival {
  if (answer.first_span !== null) return { kind: 'arrived', first: answer.first_span }
  if (answer.waiting > 0) return { kind: 'on-the-way', spans: answer.waiting }
  const [last] = answer.refused
  if (last !== undefined) return { kind: 'refused', last }
  return answer.rejected > 0 ? { kind: 'rejected', spans: answer.rejected } : { kind: 'nothing' }
}

export type Pricing = 'all' | 'some' | 'none' | 'no-tokens'

export function pricingOf({ priced_calls, unpriced_calls }: OnboardingAnswer['sources'][number]): Pricing {
  if (priced_calls + unpriced_calls === 0) return 'no-tokens'
  if (unpriced_calls === 0) return 'all'
  return priced_calls === 0 ? 'none' : 'some'
}

/** A second while something is expected; slower once it came. */
export function pollMs(answer: OnboardingAnswer | undefined): number {
  return answer === undefined || answer.first_span === null ? 1_000 : 5_000
}
