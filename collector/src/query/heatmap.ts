/** GET /heatmap: spans by time and by size of a measure, on a logarithmic scale of eight levels to a tenfold. */
import type { BucketCalendar, HEATMAP_METRICS, HeatmapAnswer, Step } from '@vitrine/schemas/api'
import { type Filter, printFilter } from '@vitrine/schemas/filter'
import { invariant } from '../base/errors.ts'
import type { Store } from '../store/store.ts'
import { bucketsOf } from './buckets.ts'
import { measureSql } from './fields.ts'
import { type MeasureRow, numberOf } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import { slotSql } from './slot-sql.ts'
import { selectSpans } from './source.ts'
import { readSql } from './sql.ts'
import { readOptions, verdictReading } from './verdict-reading.ts'

export type HeatmapMetric = (typeof HEATMAP_METRICS)[number]

export interface HeatmapRequest {
  readonly metric: HeatmapMetric
  readonly window: { readonly fromNs: bigint; readonly toNs: bigint }
  readonly filter: Filter
  readonly step: Step
  readonly tz: string
  readonly calendar?: BucketCalendar
  readonly nowNs: bigint
}

interface Scale {
  readonly unit: HeatmapAnswer['unit']
  /** Powers of ten: of the first bound above nothing, and of the last. */
  readonly from: number
  readonly to: number
}

const TIME: Scale = { unit: 'ns', from: 3, to: 14 }
const TOKENS: Scale = { unit: 'tokens', from: 0, to: 8 }
const SCALES: Readonly<Record<HeatmapMetric, Scale>> = {
  duration: TIME,
  ttft: TIME,
  tokens_per_second: { unit: '1/s', from: -1, to: 5 },
  tokens: TOKENS,
  'tokens.input': TOKENS,
  'tokens.output': TOKENS,
  cost: { unit: 'USD', from: -7, to: 3 },
}
const TEMPLATE = readSql('heatmap')
const LEVELS_TO_TENFOLD = 8

/** Lower bounds, three digits each, so that a filter names them exactly; whole numbers where the measure is one. */
export function boundsOf({ unit, from, to }: Scale): readonly number[] {
  const exponents = Array.from({ length: (to - from) * LEVELS_TO_TENFOLD + 1 }, (_, i) => from + i / LEVELS_TO_TENFOLD)
  const rounded = exponents.map((exponent) => Number((10 ** exponent).toPrecision(3)))
  const isWhole = unit === 'ns' || unit === 'tokens'
  return [0, ...new Set(isWhole ? rounded.map(Math.round) : rounded)]
}

export async function queryHeatmap(
  store: Store,
  scope: ProjectScope,
  request: HeatmapRequest,
  signal?: AbortSignal,
): Promise<Omit<HeatmapAnswer, 'project'>> {
  const { metric, window, filter, step, tz } = request
  const scale = SCALES[metric]
  const bounds = boundsOf(scale)
  const buckets = bucketsOf(step, { ...request, ...window })
  const measure = measureSql(metric)
  invariant(measure !== undefined, `no SQL for the measure ${metric}`)
  const verdicts = await verdictReading(store, scope, signal)
  const source = selectSpans(scope, { window, filter, verdicts })
  const sql = source.fill(TEMPLATE, {
    measure,
    slot: slotSql('start_ns', buckets, source),
    bounds: `[${bounds.map((bound) => `toFloat64(${bound})`).join(', ')}]`,
  })
  const rows = await store.query<MeasureRow>(sql, source.params, readOptions(verdicts, signal))
  const known = rows.filter((row) => row.level !== null)
  const levelOf = (row: MeasureRow) => bounds.indexOf(numberOf(row, 'level'))
  const levels = known.map(levelOf)
  const [first, last] = [Math.min(...levels, bounds.length), Math.max(...levels, -1)]
  return {
    metric,
    unit: scale.unit,
    from: String(window.fromNs),
    to: String(window.toNs),
    step,
    tz,
    buckets: buckets.startsNs.map(String),
    bucket_ends: buckets.endsNs.map(String),
    levels: bounds.slice(first, last + 1).map(decimal),
    level_end: bounds[last + 1] === undefined ? null : decimal(bounds[last + 1] ?? 0),
    cells: known.map((row) => [numberOf(row, 'slot'), levelOf(row) - first, numberOf(row, 'n')]),
    unknown: rows.filter((row) => row.level === null).reduce((sum, row) => sum + numberOf(row, 'n'), 0),
    q: printFilter(filter),
  }
}

/** Without an exponent. */
const decimal = (value: number) => value.toFixed(10).replace(/\.?0+$/, '')
