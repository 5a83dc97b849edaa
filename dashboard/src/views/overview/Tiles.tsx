import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { numbersOf, rateOf, rates, seriesNamed, sumKnown, totalOf } from '../../model/overview.ts'
import { FAILED_TRACES, queryWith } from '../../model/query-text.ts'
import type { OverviewSearch } from '../../search/overview.ts'
import { Badge } from '../../ui/Badge.tsx'
import { formatValue, type ValueKind } from '../../ui/charts/value-format.ts'
import type { Formatter } from '../../ui/format.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { Tile } from './Tile.tsx'
import type { Overview } from './use-overview.ts'

type TilesProps = { project: string; search: OverviewSearch; overview: Overview }

type Reading = {
  id: string
  kind: ValueKind
  now: number | null
  before: number | null
  points: readonly (number | null)[]
  /** Whether more is worse (true), better (false), or neither. */
  upIsBad?: boolean
  note?: ReactNode
  search: OverviewSearch & { sort?: string }
}

/** The six numbers of the page, each with its course and its change against the period before. */
export function Tiles({ project, search, overview }: TilesProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const isLoading = overview.sums.isPending || overview.failed.isPending || overview.latency.isPending
  const error = overview.sums.error ?? overview.failed.error ?? overview.latency.error
  const readings = isLoading || error !== null ? [] : readingsOf(overview, search)
  const ids = ['traces', 'errors', 'p95', 'cost', 'tokens', 'users']
  return (
    <ul className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">
      {ids.map((id) => {
        const reading = readings.find((one) => one.id === id)
        const title = t(`overview.tiles.${id}`)
        if (reading === undefined) return <Tile key={id} title={title} isFailed={error !== null} />
        const unpriced = id === 'cost' ? (totalOf(seriesNamed(overview.sums.data, 'unpriced_calls')) ?? 0) : 0
        return (
          <Tile
            key={id}
            title={
              <Link to="/p/$project/traces" params={{ project }} search={reading.search} className="hover:underline">
                {title}
              </Link>
            }
            value={formatValue(format, reading.kind, reading.now, t('common.unknown'))}
            exact={reading.now === null ? undefined : exactText(format, reading.kind, reading.now)}
            now={reading.now}
            before={search.compare === 'off' ? undefined : reading.before}
            points={reading.points}
            {...(reading.upIsBad === undefined ? {} : { upIsBad: reading.upIsBad })}
            note={
              unpriced > 0 ? (
                <Badge tone="warning" title={t('common.unpricedHint')}>
                  {t('common.unpricedCalls', { count: unpriced, n: format.number(unpriced) })}
                </Badge>
              ) : undefined
            }
          />
        )
      })}
    </ul>
  )
}

/** The digits that the large number leaves out. */
function exactText(format: Formatter, kind: ValueKind, value: number): string {
  if (kind === 'USD') return format.exactMoney(String(value))
  if (kind === 'ns') return `${format.number(value)} ns`
  return kind === 'ratio' ? `${format.number(value * 100)}%` : format.number(value)
}

function readingsOf(
  { sums, failed, latency, q }: Overview,
  { compare: _compare, ...search }: OverviewSearch,
): Reading[] {
  const read = (answer: typeof sums, metric: string) => {
    const now = seriesNamed(answer.data, metric)
    const before = seriesNamed(answer.data?.compare, metric)
    return { now: totalOf(now), before: totalOf(before), points: numbersOf(now?.points ?? []) }
  }
  const traces = read(sums, 'traces')
  const bad = read(failed, 'traces')
  const input = read(sums, 'tokens.input')
  const output = read(sums, 'tokens.output')
  return [
    { id: 'traces', kind: 'count', ...traces, search },
    {
      id: 'errors',
      kind: 'ratio',
      now: rateOf(bad.now, traces.now),
      before: rateOf(bad.before, traces.before),
      points: rates(bad.points, traces.points),
      upIsBad: true,
      search: { ...search, q: queryWith(q, FAILED_TRACES) },
    },
    {
      id: 'p95',
      kind: 'ns',
      ...read(latency, 'duration_p95'),
      upIsBad: true,
      search: { ...search, sort: '-duration' },
    },
    { id: 'cost', kind: 'USD', ...read(sums, 'cost.ours'), search: { ...search, sort: '-cost' } },
    {
      id: 'tokens',
      kind: 'tokens',
      now: sumKnown([input.now, output.now]),
      before: sumKnown([input.before, output.before]),
      points: input.points.map((point, i) => sumKnown([point, output.points[i] ?? null])),
      search: { ...search, sort: '-tokens' },
    },
    { id: 'users', kind: 'count', ...read(sums, 'users'), search },
  ]
}
