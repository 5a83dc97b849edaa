// What every panel of a board needs to know of the page that it stands on.
import type { BucketCalendar, Panel } from '@vitrine/schemas/api'
import { joined, type PanelRequest, requestOf } from '@vitrine/schemas/boards'
import type { Landmark } from '../../model/boards/landmarks.ts'
import { stepWithin } from '../../model/buckets.ts'
import type { Window } from '../../model/time-range.ts'
import { toRfc3339 } from '../../model/time-range.ts'

export interface BoardView {
  readonly project: string
  readonly window: Window
  readonly tz: string
  readonly calendar: BucketCalendar
  readonly q: string
  readonly compare: 'previous' | undefined
  /** Two releases beside each other: the one, and the one it is held against. */
  readonly releases: readonly [string, string] | undefined
  /** What charts over time mark. */
  readonly landmarks: readonly Landmark[]
  readonly onZoom: (fromMs: number, toMs: number) => void
}

/** As reads want them. */
export const boundsOf = ({ fromMs, toMs }: Window) => ({ from: toRfc3339(fromMs), to: toRfc3339(toMs) })

export const ofRelease = (release: string): string => `release:${JSON.stringify(release)}`

/**
 * The request of a panel, and with two releases the same of the second one. What is split by release shows both as
 * groups of one answer.
 */
export function requestsOf(panel: Panel, view: BoardView): { now: PanelRequest; against: PanelRequest | undefined } {
  const { window, tz, calendar, q, compare, releases } = view
  const { step: chosen, ...query } = panel.query
  const asked = { ...panel, query }
  const context = {
    ...boundsOf(window),
    step: stepWithin(window, chosen),
    tz,
    ...(calendar === 'persian' ? { calendar } : {}),
    compare: releases === undefined ? compare : undefined,
  }
  if (releases === undefined) return { now: requestOf(asked, { ...context, q }), against: undefined }
  const [one, other] = releases
  if (panel.query.by?.includes('release') === true) {
    const both = `(${ofRelease(one)} OR ${ofRelease(other)})`
    return { now: requestOf(asked, { ...context, q: joined(q, both) }), against: undefined }
  }
  const now = requestOf(asked, { ...context, q: joined(q, ofRelease(one)) })
  const against = requestOf(asked, { ...context, q: joined(q, ofRelease(other)) })
  return { now: oneAxis(now, against), against: oneAxis(against, now) }
}

/** Bars of one release say little beside bars that lie elsewhere. */
function oneAxis(request: PanelRequest, other: PanelRequest): PanelRequest {
  const { q } = other.params
  if (request.path !== '/distribution' || q === undefined) return request
  return { ...request, params: { ...request.params, beside: q } }
}
