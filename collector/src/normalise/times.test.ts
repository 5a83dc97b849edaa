import { describe, expect, test } from 'vitest'
import type { SpanView } from '../mapping/span-view.ts'
import { contentHashIn, epochIn, timesOf, tombstoneVersion, versionOf } from './times.ts'

const RECEIVED_MS = Date.parse('2026-03-01T00:00:00Z')
const NOW_NS = BigInt(RECEIVED_MS) * 1_000_000n
const DAY_NS = 86_400_000_000_000n

function times(startNs: bigint, endNs: bigint, spanId = '00000000000000aa'): ReturnType<typeof timesOf> {
  return timesOf({ traceId: 'f'.repeat(32), spanId, startNs, endNs } as SpanView, RECEIVED_MS)
}

describe('key times', () => {
  test('are the span’s own where its clock is sane', () => {
    expect(times(NOW_NS, NOW_NS + 5n)).toEqual({ startNs: NOW_NS, endNs: NOW_NS + 5n, isRunning: false, clock: 'ok' })
    expect(times(NOW_NS + DAY_NS, 0n)).toMatchObject({ clock: 'ok', isRunning: true, endNs: NOW_NS + DAY_NS })
    expect(times(NOW_NS, NOW_NS - 5n).endNs).toBe(NOW_NS)
  })

  test.each([
    ['future', NOW_NS + DAY_NS + 1n],
    ['past', 0n],
    ['past', 1_420_070_399_999_999_990n],
    ['future', (1n << 64n) - 1n],
  ])('are a stand-in in January 2015 for a clock in the %s', (clock, start) => {
    const found = times(start, start + 7n)
    expect(found.clock).toBe(clock)
    expect(new Date(Number(found.startNs / 1_000_000n)).toISOString()).toMatch(/^2015-01-/)
    expect(times(start + 1n, start + 8n).startNs).toBe(found.startNs)
    expect(times(start, 0n, '00000000000000ab').startNs).not.toBe(found.startNs)
  })
})

describe('versions', () => {
  const facts = { epoch: 1, isRunning: false, fragmentsFolded: 0, endNs: NOW_NS, contentHash: 5 }

  test('an epoch beats all, an end beats none, a later end an earlier; of one delivery more fragments beat fewer', () => {
    const ascending = [
      { ...facts, isRunning: true, endNs: 0n },
      { ...facts, isRunning: true, endNs: 0n, fragmentsFolded: 900 },
      { ...facts, fragmentsFolded: 1, endNs: NOW_NS - 5n },
      facts,
      { ...facts, fragmentsFolded: 1 },
      { ...facts, contentHash: 6 },
      { ...facts, endNs: NOW_NS + 1n },
      { ...facts, epoch: 2, isRunning: true, endNs: 0n },
    ].map(versionOf)
    expect([...ascending].sort((a, b) => (a < b ? -1 : 1))).toEqual(ascending)
    expect(versionOf(facts)).toBe(versionOf({ ...facts }))
    expect([contentHashIn(versionOf(facts)), epochIn(versionOf(facts))]).toEqual([5, 1])
    expect(tombstoneVersion(versionOf(facts))).toBe(versionOf({ ...facts, fragmentsFolded: 127 }))
    expect(
      versionOf({
        epoch: 65_535,
        isRunning: false,
        fragmentsFolded: 127,
        endNs: (1n << 64n) - 1n,
        contentHash: 2 ** 40 - 1,
      }),
    ).toBe((1n << 128n) - 1n)
  })
})
