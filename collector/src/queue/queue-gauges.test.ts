import { expect, it } from 'vitest'
import { clockAt } from '../base/clock.ts'
import { createMetrics } from '../base/metrics.ts'
import { showQueue } from './queue-gauges.ts'

it('shows what waits and how old it is', async () => {
  const metrics = createMetrics()
  const stats = { waitingRecords: 2, waitingSpans: 30, waitingBytes: 400, oldestReceivedMs: 1_000, maxBytes: 5000 }
  const clock = clockAt(() => 3_500)
  showQueue(metrics, { stats: () => stats, goneRecords: () => 6 }, { bytes: 77 }, clock)
  const text = await metrics.registry.metrics()
  for (const line of [
    'waiting_records 2',
    'waiting_spans 30',
    'waiting_bytes 400',
    'oldest_seconds 2.5',
    'gone_records 6',
  ]) {
    expect(text).toContain(`vitrine_queue_${line}\n`)
  }
  expect(text).toContain('vitrine_dead_letter_bytes 77\n')
  showQueue(
    metrics,
    { stats: () => ({ ...stats, oldestReceivedMs: null }), goneRecords: () => 6 },
    { bytes: 77 },
    clock,
  )
  expect(await metrics.registry.metrics()).toContain('vitrine_queue_oldest_seconds 0\n')
})
