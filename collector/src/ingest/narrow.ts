/**
 * From a batch that the store refuses (or that kills the deriving worker) to the one span that is at fault: halves,
 * then halves of those. All others go in; the one is rejected.
 */
import { AppError, messageOf } from '../base/errors.ts'
import type { RejectReason } from '../decode/admit.ts'
import type { DerivedBatch, DerivedReject, EnvelopePart, OpenEnvelope } from '../derive.ts'
import { spanBody } from './span-body.ts'

/** What became of some envelopes: rejects name their envelope by its place in `envelopes`. */
export interface Stored {
  readonly envelopes: readonly EnvelopePart[]
  readonly batch: Pick<DerivedBatch, 'stored' | 'rejects' | 'traces' | 'fragments' | 'scores' | 'rows'>
}

export interface NarrowSteps {
  derive(envelopes: readonly EnvelopePart[]): Promise<DerivedBatch>
  open(envelope: EnvelopePart): Promise<OpenEnvelope>
  insert(batch: DerivedBatch): Promise<void>
}

export async function storeNarrowing(
  envelopes: readonly EnvelopePart[],
  steps: NarrowSteps,
  first?: Promise<DerivedBatch>,
): Promise<readonly Stored[]> {
  try {
    const batch = await (first ?? steps.derive(envelopes))
    await steps.insert(batch)
    return [{ envelopes, batch }]
  } catch (error) {
    const reason = blameOf(error)
    if (reason === undefined) throw error
    const halves = halvesOf(envelopes)
    if (halves === undefined) {
      const opened = await Promise.all(envelopes.map((envelope) => steps.open(envelope)))
      return [{ envelopes, batch: rejectOnly(opened, reason, messageOf(error)) }]
    }
    const stored: Stored[] = []
    for (const half of halves) stored.push(...(await storeNarrowing(half, steps)))
    return stored
  }
}

/** undefined: not the fault of a span. */
function blameOf(error: unknown): RejectReason | undefined {
  if (!(error instanceof AppError)) return undefined
  if (error.code === 'store_refused') return 'store_refused'
  return error.code === 'derive_failed' ? 'crashes_ingest' : undefined
}

function halvesOf(
  envelopes: readonly EnvelopePart[],
): readonly [readonly EnvelopePart[], readonly EnvelopePart[]] | undefined {
  if (envelopes.length > 1) {
    const middle = envelopes.length >> 1
    return [envelopes.slice(0, middle), envelopes.slice(middle)]
  }
  const [envelope] = envelopes
  if (envelope === undefined || envelope.headers.protocol !== 'otlp_traces') return undefined
  const { from, to } = envelope.only ?? { from: 0, to: envelope.headers.spanCount }
  if (to - from < 2) return undefined
  const middle = (from + to) >> 1
  return [[{ ...envelope, only: { from, to: middle } }], [{ ...envelope, only: { from: middle, to } }]]
}

function rejectOnly(envelopes: readonly OpenEnvelope[], reason: RejectReason, detail: string): Stored['batch'] {
  const rejects = envelopes.map((envelope, place) => rejectOf(envelope, { place, reason, detail }))
  return { stored: envelopes.map(() => 0), rejects, traces: [], fragments: [], scores: [], rows: 0 }
}

function rejectOf(
  envelope: OpenEnvelope,
  { place, reason, detail }: { place: number; reason: RejectReason; detail: string },
): DerivedReject {
  const { headers, body, only } = envelope
  const isWhole = headers.protocol !== 'otlp_traces' || envelope.problem !== undefined
  const index = isWhole ? -1 : (only?.from ?? 0)
  return {
    envelope: place,
    index,
    spans: isWhole ? headers.spanCount : 1,
    reason,
    detail,
    bytes: isWhole ? body : spanBody(body, headers.contentType, index),
    isInflated: envelope.problem === undefined,
  }
}
