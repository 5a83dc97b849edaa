/**
 * A span that runs for longer than a moment is announced once, so that a dashboard shows it while it runs: the same ids
 * and start, no end yet. Only Vitrine understands that, so the address is asked who it is before the first one, and no
 * timer here keeps a process alive.
 */

import { quietTimer } from './quiet-timer.ts'
import type { ReadSpan } from './span.ts'
import { createVitrineCheck } from './vitrine-check.ts'
import { guard } from './wrap-method.ts'

const ANNOUNCE_AFTER_MS = 1000
const LOOK_EVERY_MS = 500
/** Young spans that are remembered; in a storm of spans a few are not announced. */
const MAX_YOUNG = 2000

export interface AnnouncerOptions {
  readonly isVitrine: () => Promise<boolean>
  readonly announce: (spans: readonly ReadSpan[]) => Promise<void>
  readonly nowMs?: () => number
}

export interface Announcer {
  started(span: ReadSpan): void
  ended(span: ReadSpan): void
  /** Announces what is old enough; its timer calls this, and tests do. */
  look(): Promise<void>
}

export function createAnnouncer({ isVitrine, announce, nowMs = () => performance.now() }: AnnouncerOptions): Announcer {
  const young = new Map<ReadSpan, number>()
  let timer: NodeJS.Timeout | undefined
  const mayAnnounce = createVitrineCheck(isVitrine, nowMs)

  const look = async (): Promise<void> => {
    const latest = nowMs() - ANNOUNCE_AFTER_MS
    const old = [...young].filter(([, startedMs]) => startedMs <= latest).map(([span]) => span)
    for (const span of old) young.delete(span)
    if (old.length === 0 || !(await mayAnnounce())) return
    const running = old.filter((span) => span.endTime[0] === 0).map(snapshot)
    if (running.length > 0) await announce(running)
  }
  const lookLater = () => {
    if (timer !== undefined) return
    timer = quietTimer(() => {
      timer = undefined
      void look().catch(() => undefined)
      if (young.size > 0) lookLater()
    }, LOOK_EVERY_MS)
  }
  return {
    started: (span) => {
      if (young.size >= MAX_YOUNG) return
      young.set(span, nowMs())
      guard(lookLater, undefined)
    },
    ended: (span) => void young.delete(span),
    look,
  }
}

function snapshot(span: ReadSpan): ReadSpan {
  const context = span.spanContext()
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => context,
    parentSpanContext: span.parentSpanContext,
    ...(span.parentSpanId === undefined ? {} : { parentSpanId: span.parentSpanId }),
    startTime: span.startTime,
    endTime: [0, 0],
    status: { ...span.status },
    attributes: { ...span.attributes, 'vitrine.span.state': 'running' },
    links: [...span.links],
    events: [...span.events],
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    instrumentationLibrary: span.instrumentationLibrary,
  }
}
