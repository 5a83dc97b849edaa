// What a look at the counts of the write side tells a person who misses traces: a closed list, the gravest first.
import type { IngestAnswer, LedgerAnswer } from '@vitrine/schemas/api'

export type Finding =
  | { readonly kind: 'lost'; readonly records: number }
  | { readonly kind: 'unbalanced' }
  | { readonly kind: 'full' }
  | { readonly kind: 'deadLetterFull' }
  | { readonly kind: 'lagging'; readonly spans: number; readonly sinceMs: number }
  | { readonly kind: 'waiting'; readonly spans: number }
  | { readonly kind: 'rejected'; readonly spans: number }
  | { readonly kind: 'refused'; readonly status: number; readonly requests: number }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'eventual' }
  | { readonly kind: 'well' }

/** Longer than any batch and its retries take while all is well. */
const LAG_MS = 60_000
const FULL_PART = 0.95

export function findingsOf(ingest: IngestAnswer, ledger: LedgerAnswer, nowMs: number): readonly Finding[] {
  const { queue } = ingest
  const { total } = ledger
  const found: Finding[] = []
  if (total.lost > 0) found.push({ kind: 'lost', records: total.lost })
  else if (total.balanced === false) found.push({ kind: 'unbalanced' })
  if (queue.waiting_bytes >= queue.max_bytes * FULL_PART) found.push({ kind: 'full' })
  if (ingest.dead_letter.is_full) found.push({ kind: 'deadLetterFull' })
  const sinceMs = queue.oldest === null ? 0 : nowMs - Number(BigInt(queue.oldest) / 1_000_000n)
  if (sinceMs > LAG_MS) found.push({ kind: 'lagging', spans: queue.waiting_spans, sinceMs })
  else if ((total.waiting ?? 0) > 0) found.push({ kind: 'waiting', spans: total.waiting ?? 0 })
  if (total.rejected.total > 0) found.push({ kind: 'rejected', spans: total.rejected.total })
  found.push(...refusedLately(ingest, nowMs))
  if (total.received === 0) found.push({ kind: 'nothing' })
  if (ledger.consistency === 'eventual') found.push({ kind: 'eventual' })
  return found.length === 0 ? [{ kind: 'well' }] : found
}

/** A wrong key of last month explains nothing that is missing now. */
function refusedLately(ingest: IngestAnswer, nowMs: number): readonly Finding[] {
  const since = new Date(nowMs - 86_400_000).toISOString().slice(0, 10)
  const byStatus = new Map<number, number>()
  for (const { day, status, requests } of ingest.refused) {
    if (day >= since) byStatus.set(status, (byStatus.get(status) ?? 0) + requests)
  }
  return [...byStatus].map(([status, requests]) => ({ kind: 'refused', status, requests }))
}
