// What charts mark on their axis of time: what changed, or went wrong, and when. Pure.
import type { AlertEvent, Arrival, ProjectPriceAnswer } from '@vitrine/schemas/api'
import { type Filter, printFilter } from '@vitrine/schemas/filter'
import { windowSearch } from '../time-range.ts'
import type { Bucket, ListLink } from './drill-down.ts'

export type LandmarkKind = Arrival['kind'] | 'alert' | 'price'

export interface Landmark {
  readonly id: string
  readonly kind: LandmarkKind
  readonly atMs: number
  /** The release, the prompt with its version, the alert, the model. */
  readonly name: string
  /** To the traces behind it. */
  readonly target: ListLink
}

interface Said {
  readonly arrivals: readonly Arrival[]
  readonly events: readonly AlertEvent[]
  readonly prices: readonly ProjectPriceAnswer[]
}

/** Those within the window, in their order. */
export function landmarksOf({ arrivals, events, prices }: Said, window: Bucket): readonly Landmark[] {
  const since = (atMs: number, q: string): ListLink => ({
    list: 'traces',
    search: { ...windowSearch({ fromMs: Math.floor(atMs), toMs: window.toMs }), q },
  })
  const appeared = arrivals.map(({ kind, name, version, at, q }): Landmark => {
    const atMs = msOf(at)
    const text = version === null ? name : `${name} ${version}`
    return { id: `${kind} ${text}`, kind, atMs, name: text, target: since(atMs, q) }
  })
  const fired = events.flatMap(({ id, kind, alert_name: name, at, behind }): readonly Landmark[] => {
    if (kind !== 'fired' || behind === null) return []
    const { q, from, to } = behind
    const times = windowSearch({ fromMs: msOf(from), toMs: msOf(to) })
    const target: ListLink = { list: 'traces', search: { ...times, ...(q === '' ? {} : { q }), scope: 'spans' } }
    return [{ id, kind: 'alert', atMs: msOf(at), name, target }]
  })
  const priced = prices.flatMap(({ id, model, from }): readonly Landmark[] => {
    if (from === null) return []
    return [{ id, kind: 'price', atMs: msOf(from), name: model, target: since(msOf(from), callsOf(model)) }]
  })
  return [...appeared, ...fired, ...priced]
    .filter(({ atMs }) => atMs >= window.fromMs && atMs < window.toMs)
    .sort((a, b) => a.atMs - b.atMs)
}

const msOf = (ns: string): number => Number(BigInt(ns) / 1_000_000n)

/** A price may be of names that begin alike; of other patterns the filter knows none, and all calls are shown. */
function callsOf(model: string): string {
  const [stem = '', rest] = model.split('*')
  const of: Filter = {
    kind: 'term',
    field: 'model',
    key: null,
    op: rest === undefined ? 'is' : 'prefix',
    values: [stem],
  }
  return stem === '' || (rest !== undefined && rest !== '') ? 'has:call' : `${printFilter(of)} has:call`
}
