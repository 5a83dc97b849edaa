/**
 * Time in which nothing ran: only spans were open that wait for those below them. A trace that mostly waited (for a
 * person, for a queue) can be drawn with that time cut short, each cut marked and named with its true length.
 */
import type { SpanTree } from './tree.ts'
import { type Break, fullWindow, type TimedSpan, type TimeWindow } from './waterfall.ts'

export interface IdleSpan extends TimedSpan {
  readonly kind: string
}

/** Spans of these kinds wait while a child runs; the others are at work themselves, with children or without. */
const WAITING: ReadonlySet<string> = new Set(['agent', 'workflow', 'chain', 'other'])
/** A shorter rest is left as it is. */
const LEAST_SHARE = 0.05
/** Shortening is offered when so much of the trace would go. */
const OFFERED_SHARE = 0.6
/** Of the lane: what all cuts together take, and one of them at most. */
const ALL_CUTS = 0.36
const ONE_CUT = 0.12

export interface Idle {
  readonly share: number
  readonly breaks: readonly Break[]
}

/** Undefined when too little of the trace is idle to be worth a distortion. */
export function idleOf(tree: SpanTree, spans: readonly IdleSpan[], nowNs: number): Idle | undefined {
  const full = fullWindow(spans, nowNs)
  const length = full.toNs - full.fromNs
  const gaps = gapsBetween(workOf(tree, spans, nowNs), full).filter(
    ({ fromNs, toNs }) => toNs - fromNs >= length * LEAST_SHARE,
  )
  const idleNs = gaps.reduce((sum, { fromNs, toNs }) => sum + toNs - fromNs, 0)
  if (idleNs < length * OFFERED_SHARE || idleNs === length) return undefined
  const cut = Math.min(ONE_CUT, ALL_CUTS / gaps.length)
  const shownNs = ((length - idleNs) * cut) / (1 - cut * gaps.length)
  return { share: idleNs / length, breaks: gaps.map((gap) => ({ ...gap, shownNs: Math.max(1, shownNs) })) }
}

function workOf(tree: SpanTree, spans: readonly IdleSpan[], nowNs: number): TimeWindow[] {
  const work: TimeWindow[] = []
  for (const node of tree.nodes) {
    const span = spans[node.index]
    if (span === undefined || (node.childCount > 0 && WAITING.has(span.kind))) continue
    const endNs = span.isRunning ? nowNs : (span.endNs ?? span.startNs)
    work.push({ fromNs: Math.min(span.startNs, endNs), toNs: Math.max(span.startNs, endNs) })
  }
  return work.sort((a, b) => a.fromNs - b.fromNs)
}

function gapsBetween(work: readonly TimeWindow[], full: TimeWindow): TimeWindow[] {
  const gaps: TimeWindow[] = []
  let atNs = full.fromNs
  for (const { fromNs, toNs } of work) {
    if (fromNs > atNs) gaps.push({ fromNs: atNs, toNs: fromNs })
    atNs = Math.max(atNs, toNs)
  }
  if (full.toNs > atNs) gaps.push({ fromNs: atNs, toNs: full.toNs })
  return gaps
}
