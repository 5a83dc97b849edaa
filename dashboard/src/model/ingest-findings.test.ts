import type { IngestAnswer, LedgerAnswer } from '@vitrine/schemas/api'
import { describe, expect, it } from 'vitest'
import { findingsOf } from './ingest-findings.ts'

const NOW = Date.UTC(2026, 3, 2, 12)

function ingest(changes: Partial<IngestAnswer> = {}, queue: Partial<IngestAnswer['queue']> = {}): IngestAnswer {
  const empty = { name: 'q', waiting_records: 0, waiting_spans: 0, waiting_bytes: 0, max_bytes: 1000, oldest: null }
  return {
    project: 'p~1',
    queue: { ...empty, ...queue },
    dead_letter: { is_full: false, spans: 0, by_reason: {} },
    senders: [],
    refused: [],
    ...changes,
  }
}

function ledger(total: Partial<LedgerAnswer['total']> = {}): LedgerAnswer {
  const books = {
    received: 10,
    stored: 10,
    rejected: { total: 0, by_reason: {} },
    waiting: 0,
    repeats: 0,
    spans: 10,
    deleted: 0,
    lost: 0,
    refused_requests: {},
    balanced: true,
  }
  return { project: 'p~1', unit: 'spans', consistency: 'immediate', total: { ...books, ...total }, groups: [] }
}

const nanos = (ms: number) => String(BigInt(ms) * 1_000_000n)

describe('what is wrong', () => {
  it.each([
    ['nothing', ingest(), ledger(), [{ kind: 'well' }]],
    ['nothing came yet', ingest(), ledger({ received: 0 }), [{ kind: 'nothing' }]],
    ['a gap in the offsets', ingest(), ledger({ lost: 3, balanced: false }), [{ kind: 'lost', records: 3 }]],
    ['books that do not balance', ingest(), ledger({ balanced: false }), [{ kind: 'unbalanced' }]],
    [
      'a store that is away',
      ingest({}, { waiting_spans: 7, waiting_bytes: 960, oldest: nanos(NOW - 90_000) }),
      ledger({ waiting: 7 }),
      [{ kind: 'full' }, { kind: 'lagging', spans: 7, sinceMs: 90_000 }],
    ],
    [
      'a batch on its way',
      ingest({}, { oldest: nanos(NOW - 500) }),
      ledger({ waiting: 2 }),
      [{ kind: 'waiting', spans: 2 }],
    ],
    [
      'bad spans',
      ingest(),
      ledger({ rejected: { total: 4, by_reason: { bad_id: 4 } } }),
      [{ kind: 'rejected', spans: 4 }],
    ],
    [
      'a wrong key, now and a month ago',
      ingest({
        refused: [
          { day: '2026-04-02', status: 401, requests: 2, key_prefix: 'vt_s', is_ours: false },
          { day: '2026-04-01', status: 401, requests: 3, key_prefix: 'abcd', is_ours: false },
          { day: '2026-03-01', status: 413, requests: 9, key_prefix: null, is_ours: true },
        ],
      }),
      ledger(),
      [{ kind: 'refused', status: 401, requests: 5 }],
    ],
  ] as const)('%s', (_, given, books, found) => {
    expect(findingsOf(given, books, NOW)).toEqual(found)
  })
})
