import type { SeriesAnswer } from '@vitrine/schemas/api'
import { useMemo } from 'react'
import type { Landmark } from '../../model/boards/landmarks.ts'
import {
  groupLines,
  type Line,
  metricLines,
  seriesNamed,
  sumKnown,
  totalOf,
  trafficLines,
} from '../../model/overview.ts'
import { FAULTLESS_TRACES, queryWith } from '../../model/query-text.ts'
import type { TimeChartProps } from '../../ui/charts/TimeChart.tsx'
import { formatValue } from '../../ui/charts/value-format.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { NOT_YET, OverviewChart } from './OverviewChart.tsx'
import type { Overview } from './use-overview.ts'

const LATENCIES = [
  { metric: 'duration_p50', text: 'overview.p50', ink: { slot: 2, variant: 0 } },
  { metric: 'duration_p90', text: 'overview.p90', ink: { slot: 1, variant: 0 } },
  { metric: 'duration_p95', text: 'overview.p95', ink: { slot: 0, variant: 0 } },
  { metric: 'duration_p99', text: 'overview.p99', ink: { slot: 3, variant: 0 } },
]
/** Disjoint, so that they stack: output holds its reasoning. */
const TOKENS = [
  { metric: 'tokens.input_uncached', text: 'overview.buckets.input_uncached', ink: { slot: 0, variant: 0 } },
  { metric: 'tokens.cache_read', text: 'overview.buckets.cache_read', ink: { slot: 4, variant: 0 } },
  { metric: 'tokens.cache_write', text: 'overview.buckets.cache_write', ink: { slot: 2, variant: 0 } },
  { metric: 'tokens.output', text: 'overview.buckets.output', ink: { slot: 1, variant: 0 } },
]

type ChartsProps = {
  project: string
  overview: Overview
  landmarks: readonly Landmark[]
  onZoom: (fromMs: number, toMs: number) => void
}

/** The charts that stand on the answers of the tiles above them. */
export function Charts({ project, overview, landmarks, onZoom }: ChartsProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { sums, failed, latency, models, q } = overview
  const common = { project, q, onZoom, landmarks }
  const traffic = useMemo(
    () =>
      trafficLines(
        seriesNamed(sums.data, 'traces'),
        seriesNamed(failed.data, 'traces'),
        queryWith(q, FAULTLESS_TRACES),
      ),
    [sums.data, failed.data, q],
  )
  const number = (value: number | null, kind: TimeChartProps['kind']) =>
    formatValue(format, kind, value, t('common.unknown'))
  const total = (answer: SeriesAnswer | undefined, metric: string) => totalOf(seriesNamed(answer, metric))
  const cost = number(total(sums.data, 'cost.ours'), 'USD')
  const unpriced = total(sums.data, 'unpriced_calls') ?? 0
  return (
    <div className="grid gap-3 xl:grid-cols-2">
      <OverviewChart
        {...common}
        id="traffic"
        shape="bars"
        kind="count"
        answer={bothReady(sums, failed)}
        lines={traffic}
        headline={t('overview.headlines.traffic', {
          traces: number(total(sums.data, 'traces'), 'count'),
          failed: number(total(failed.data, 'traces'), 'count'),
        })}
      />
      <OverviewChart
        {...common}
        id="latency"
        shape="lines"
        kind="ns"
        answer={latency}
        lines={useMemo(() => (latency.data ? metricLines(latency.data, LATENCIES) : []), [latency.data])}
        headline={t('overview.headlines.latency', {
          p50: number(total(latency.data, 'duration_p50'), 'ns'),
          p99: number(total(latency.data, 'duration_p99'), 'ns'),
        })}
      />
      <OverviewChart
        {...common}
        id="cost"
        shape="bars"
        kind="USD"
        answer={models}
        lines={useMemo(() => costLines(models.data), [models.data])}
        headline={
          sums.data === undefined
            ? NOT_YET
            : unpriced > 0
              ? t('overview.headlines.costUnpriced', {
                  cost,
                  count: unpriced,
                  n: format.number(unpriced),
                })
              : t('overview.headlines.cost', { cost })
        }
      />
      <OverviewChart
        {...common}
        id="tokens"
        shape="bars"
        kind="tokens"
        answer={sums}
        lines={useMemo(() => (sums.data ? metricLines(sums.data, TOKENS) : []), [sums.data])}
        headline={t('overview.headlines.tokens', {
          tokens: number(sumKnown([total(sums.data, 'tokens.input'), total(sums.data, 'tokens.output')]), 'tokens'),
        })}
      />
    </div>
  )
}

type Part = Overview['sums']

/** Traffic needs two answers over the same buckets. */
function bothReady(sums: Part, failed: Part): Part {
  const same = sums.data?.buckets.join() === failed.data?.buckets.join()
  if (failed.error !== null || failed.data === undefined) return failed
  return same ? sums : ({ ...sums, data: undefined } as Part)
}

function costLines(data: SeriesAnswer | undefined): readonly Line[] {
  return data === undefined ? [] : groupLines(data, 'cost.ours', 'model', 'overview.otherModels')
}
