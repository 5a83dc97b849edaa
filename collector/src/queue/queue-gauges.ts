/** What waits, as gauges: read when somebody asks for the metrics, and never in between. */
import type { Clock } from '../base/clock.ts'
import type { Metrics } from '../base/metrics.ts'
import type { Queue } from './queue.ts'

export function showQueue(
  metrics: Metrics,
  queue: Pick<Queue, 'stats' | 'goneRecords'>,
  deadLetter: { readonly bytes: number },
  clock: Clock,
): void {
  const { gauges } = metrics
  const stats = queue.stats()
  gauges.vitrine_queue_waiting_records.set(stats.waitingRecords)
  gauges.vitrine_queue_waiting_spans.set(stats.waitingSpans)
  gauges.vitrine_queue_waiting_bytes.set(stats.waitingBytes)
  gauges.vitrine_queue_max_bytes.set(stats.maxBytes)
  const ageMs = stats.oldestReceivedMs === null ? 0 : clock.nowMs() - stats.oldestReceivedMs
  gauges.vitrine_queue_oldest_seconds.set(Math.max(0, ageMs) / 1000)
  gauges.vitrine_queue_gone_records.set(queue.goneRecords())
  gauges.vitrine_dead_letter_bytes.set(deadLetter.bytes)
}
