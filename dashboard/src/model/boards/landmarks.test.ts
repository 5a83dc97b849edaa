import { expect, it } from 'vitest'
import { windowSearch } from '../time-range.ts'
import { landmarksOf } from './landmarks.ts'

const window = { fromMs: 1_000_000, toMs: 9_000_000 }
const ns = (ms: number) => `${ms}000000`
const arrival = (name: string, ms: number) =>
  ({ kind: 'release', name, version: null, at: ns(ms), q: `release:${name}` }) as const
const price = (model: string, from: string | null) => ({
  id: `price ${model}`,
  model,
  provider: null,
  service: null,
  from,
  tiers: [],
  created: ns(0),
})
const event = (kind: 'fired' | 'resolved', ms: number) => ({
  id: `${kind} ${ms}`,
  alert: 'a',
  alert_name: 'Too slow',
  severity: 'warning' as const,
  kind,
  at: ns(ms),
  state: 'firing' as const,
  value: 1,
  unit: 'ns' as const,
  threshold: 1,
  user: null,
  is_muted: false,
  muted_until: null,
  behind: { q: 'has:call', from: ns(ms - 300_000), to: ns(ms) },
  groups: [],
  deliveries: [],
})

it('are those of the window, in their order, each with its way to the traces', () => {
  const found = landmarksOf(
    {
      arrivals: [arrival('1.5', 5_000_000), arrival('1.4', 500_000)],
      events: [event('resolved', 3_000_000), event('fired', 2_000_000), event('fired', 9_000_000)],
      prices: [price('gpt-4o', ns(4_000_000)), price('gpt-4o', null)],
    },
    window,
  )
  expect(found.map(({ kind, name, atMs }) => [kind, name, atMs])).toEqual([
    ['alert', 'Too slow', 2_000_000],
    ['price', 'gpt-4o', 4_000_000],
    ['release', '1.5', 5_000_000],
  ])
  const times = (fromMs: number, toMs: number) => windowSearch({ fromMs, toMs })
  expect(found.map(({ target }) => target.search)).toEqual([
    { ...times(1_700_000, 2_000_000), q: 'has:call', scope: 'spans' },
    { ...times(4_000_000, 9_000_000), q: 'model:gpt-4o has:call' },
    { ...times(5_000_000, 9_000_000), q: 'release:1.5' },
  ])
})

it.each([
  ['gpt-4o*', 'model:gpt-4o* has:call'],
  ['*', 'has:call'],
  ['*-mini', 'has:call'],
])('lead from a price of %s to %s', (model, q) => {
  const [found] = landmarksOf({ arrivals: [], events: [], prices: [price(model, ns(2_000_000))] }, window)
  expect(found?.target.search.q).toBe(q)
})
