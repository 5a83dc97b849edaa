/** What the write side counts, in one table; docs and the Prometheus endpoint read the same registry. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

interface CounterRow {
  readonly help: string
  readonly labels: readonly string[]
}
interface HistogramRow extends CounterRow {
  readonly buckets: readonly number[]
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const BYTES = [1e3, 1e4, 1e5, 1e6, 5e6, 1e7, 2e7, 5e7, 1e8]

const COUNTERS = {
  vitrine_requests_total: { help: 'Requests answered by a door.', labels: ['door', 'status'] },
  vitrine_request_body_bytes_total: { help: 'Body bytes read, as sent.', labels: ['door'] },
  vitrine_spans_received_total: { help: 'Spans (or log records) made durable in the queue.', labels: ['protocol'] },
  vitrine_spans_rejected_total: { help: 'Spans sent to the dead letter, by reason.', labels: ['reason'] },
  vitrine_spans_stored_total: { help: 'Spans confirmed by the store.', labels: [] },
  vitrine_metric_requests_ignored_total: { help: 'OTLP metric requests answered and not used.', labels: [] },
  vitrine_queue_lost_records_total: { help: 'Queue records that were gone before they were read.', labels: [] },
  vitrine_batches_total: { help: 'Batches flushed to the store.', labels: ['outcome'] },
  vitrine_store_refused_writes_total: { help: 'Writes of the embedded engine that the disk refused.', labels: [] },
  vitrine_store_retries_total: { help: 'Store calls tried again.', labels: [] },
} as const satisfies Record<string, CounterRow>

const GAUGES = {
  vitrine_queue_waiting_records: { help: 'Envelopes in the queue that are not stored yet.', labels: [] },
  vitrine_queue_waiting_spans: { help: 'Spans in the queue that are not stored yet.', labels: [] },
  vitrine_queue_waiting_bytes: { help: 'Bytes held by the queue.', labels: [] },
  vitrine_queue_max_bytes: { help: 'Bound of the queue.', labels: [] },
  vitrine_queue_oldest_seconds: { help: 'Age of the oldest envelope that is not stored yet.', labels: [] },
  vitrine_queue_gone_records: { help: 'Records that waited in topics that were deleted.', labels: [] },
  vitrine_dead_letter_bytes: { help: 'Bytes held by the dead letter.', labels: [] },
  vitrine_leads: { help: '1 in the process that changes projects and keys and runs jobs.', labels: [] },
  vitrine_ready: { help: '1 while the process takes work; what is missing is in `part`.', labels: ['part'] },
  vitrine_door_bytes_in_flight: { help: 'Bytes of bodies that the doors hold in memory.', labels: [] },
} as const satisfies Record<string, CounterRow>

const HISTOGRAMS = {
  vitrine_request_seconds: { help: 'From request to answer.', labels: ['door'], buckets: SECONDS },
  vitrine_queue_append_seconds: { help: 'From append to durable.', labels: [], buckets: SECONDS },
  vitrine_batch_seconds: { help: 'From pull to commit.', labels: [], buckets: SECONDS },
  vitrine_batch_step_seconds: { help: 'Steps of a batch.', labels: ['step'], buckets: SECONDS },
  vitrine_store_seconds: { help: 'Calls to the store.', labels: ['call', 'outcome'], buckets: SECONDS },
  vitrine_body_inflated_bytes: { help: 'Body size after inflation.', labels: ['door'], buckets: BYTES },
} as const satisfies Record<string, HistogramRow>

export interface Metrics {
  readonly registry: Registry
  readonly counters: { readonly [K in keyof typeof COUNTERS]: Counter<(typeof COUNTERS)[K]['labels'][number]> }
  readonly gauges: { readonly [K in keyof typeof GAUGES]: Gauge<(typeof GAUGES)[K]['labels'][number]> }
  readonly histograms: { readonly [K in keyof typeof HISTOGRAMS]: Histogram<(typeof HISTOGRAMS)[K]['labels'][number]> }
}

interface MetricDescription {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly labels: readonly string[]
}

/** For the documentation, and for whoever checks that a board asks for what there is. */
export function describeMetrics(): readonly MetricDescription[] {
  const tables = { counter: COUNTERS, gauge: GAUGES, histogram: HISTOGRAMS } as const
  return Object.entries(tables).flatMap(([type, rows]) =>
    Object.entries<CounterRow>(rows).map(([name, { help, labels }]) => {
      return { name, type: type as MetricDescription['type'], help, labels }
    }),
  )
}

/** A registry of its own, so that two collectors in one test process do not meet. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  // Memory, event loop and collections of the process itself.
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    counters: mapRows(COUNTERS, (name, row) => {
      return new Counter({ name, help: row.help, labelNames: [...row.labels], registers })
    }) as Metrics['counters'],
    gauges: mapRows(GAUGES, (name, row) => {
      return new Gauge({ name, help: row.help, labelNames: [...row.labels], registers })
    }) as Metrics['gauges'],
    histograms: mapRows(HISTOGRAMS, (name, row) => {
      return new Histogram({ name, help: row.help, labelNames: [...row.labels], buckets: [...row.buckets], registers })
    }) as Metrics['histograms'],
  }
}

function mapRows<Row, Made>(rows: Readonly<Record<string, Row>>, make: (name: string, row: Row) => Made) {
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, make(name, row)]))
}
