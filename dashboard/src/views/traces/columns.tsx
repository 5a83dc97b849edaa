import { Link } from '@tanstack/react-router'
import { createColumnHelper, tableFeatures } from '@tanstack/react-table'
import type { TraceRow } from '@vitrine/schemas/api'
import { useTranslation } from 'react-i18next'
import { directionOf } from '../../model/direction.ts'
import { oneLine } from '../../model/preview.ts'
import { ScoreChip } from '../../parts/ScoreChip.tsx'
import { StatusMark } from '../../parts/StatusMark.tsx'
import { Money } from '../../ui/Money.tsx'
import { Count, Duration, Time, Tokens, Unknown } from '../../ui/Values.tsx'
import type { SortField } from './sort.ts'

/** A trace row with what the page knows about the list around it. */
export interface ListedTrace {
  readonly trace: TraceRow
  readonly project: string
  readonly nowMs: number
  /** p95 of the loaded rows' durations, nanoseconds: the latency bars' full length. */
  readonly fullBarNs: number
}

export const features = tableFeatures({})
const helper = createColumnHelper<typeof features, ListedTrace>()

interface ColumnMeta {
  /** A CSS grid track. */
  readonly track: string
  readonly isNumber?: boolean
  readonly sort?: SortField
}

export const COLUMN_META: Readonly<Record<string, ColumnMeta>> = {
  status: { track: '2rem' },
  start: { track: '7rem', sort: 'start' },
  name: { track: 'minmax(9rem,1.2fr)' },
  input: { track: 'minmax(9rem,1.5fr)' },
  output: { track: 'minmax(9rem,1.5fr)' },
  duration: { track: '6.5rem', isNumber: true, sort: 'duration' },
  tokens: { track: '4.5rem', isNumber: true, sort: 'tokens' },
  cost: { track: '8rem', isNumber: true, sort: 'cost' },
  models: { track: '8rem' },
  spans: { track: '4rem', isNumber: true, sort: 'spans' },
  errors: { track: '4rem', isNumber: true, sort: 'errors' },
  scores: { track: '8rem' },
  user: { track: '6rem' },
  session: { track: '6rem' },
}

export const columns = helper.columns([
  helper.display({
    id: 'status',
    cell: ({ row }) => (
      <StatusMark status={row.original.trace.status} isRunning={row.original.trace.running} isCompact />
    ),
  }),
  helper.display({
    id: 'start',
    cell: ({ row }) => <Time at={row.original.trace.start} nowMs={row.original.nowMs} />,
  }),
  helper.display({ id: 'name', cell: ({ row }) => <TraceLink listed={row.original} /> }),
  helper.display({ id: 'input', cell: ({ row }) => <Glimpse text={row.original.trace.input_preview} /> }),
  helper.display({ id: 'output', cell: ({ row }) => <Glimpse text={row.original.trace.output_preview} /> }),
  helper.display({ id: 'duration', cell: ({ row }) => <Latency listed={row.original} /> }),
  helper.display({
    id: 'tokens',
    cell: ({ row }) => <Tokens input={row.original.trace.tokens.input} output={row.original.trace.tokens.output} />,
  }),
  helper.display({
    id: 'cost',
    cell: ({ row: { original } }) => (
      <Money usd={original.trace.cost.ours} unpricedCalls={original.trace.cost.unpriced_calls} isShort />
    ),
  }),
  helper.display({ id: 'models', cell: ({ row }) => <Models models={row.original.trace.models} /> }),
  helper.display({ id: 'spans', cell: ({ row }) => <Count value={row.original.trace.spans} /> }),
  helper.display({ id: 'errors', cell: ({ row }) => <Errors count={row.original.trace.errors} /> }),
  helper.display({ id: 'scores', cell: ({ row }) => <Scores trace={row.original.trace} /> }),
  helper.display({ id: 'user', cell: ({ row }) => <Words text={row.original.trace.user} /> }),
  helper.display({ id: 'session', cell: ({ row }) => <Words text={row.original.trace.session} /> }),
])

export function TraceLink({ listed }: { listed: ListedTrace }) {
  const { t } = useTranslation()
  const { trace, project } = listed
  return (
    <Link
      to="/p/$project/traces/$traceId"
      params={{ project, traceId: trace.trace_id }}
      preload={false}
      data-row-link=""
      title={trace.name ?? undefined}
      dir={directionOf(trace.name ?? '')}
      className="block min-h-6 truncate [text-align:match-parent] font-bold text-link leading-6 hover:underline"
    >
      <bdi>{trace.name || t('trace.unnamed')}</bdi>
    </Link>
  )
}

export function Glimpse({ text }: { text: string | null }) {
  if (text === null || text === '') return <Unknown />
  return (
    <span dir={directionOf(text)} title={text} className="block truncate">
      {oneLine(text, 160).text}
    </span>
  )
}

function Latency({ listed }: { listed: ListedTrace }) {
  const { duration } = listed.trace
  const share = duration === null || listed.fullBarNs === 0 ? 0 : Math.min(1, Number(duration) / listed.fullBarNs)
  return (
    <span className="flex flex-col items-end whitespace-nowrap">
      <Duration ns={duration} />
      <span aria-hidden="true" className="h-0.5 w-full">
        <span className="block h-full bg-control" style={{ inlineSize: `${Math.max(1, share * 100)}%` }} />
      </span>
    </span>
  )
}

function Models({ models }: { models: readonly string[] }) {
  const [first, second, ...more] = models
  if (first === undefined) return <Unknown />
  return (
    <span dir="ltr" className="block truncate [text-align:match-parent]" title={models.join(', ')}>
      <bdi>{second === undefined ? first : `${first}, ${second}`}</bdi>
      {more.length > 0 && <span className="text-muted"> +{more.length}</span>}
    </span>
  )
}

function Errors({ count }: { count: number }) {
  if (count === 0) return <span className="text-faint">0</span>
  return (
    <span className="font-bold text-error">
      <Count value={count} />
    </span>
  )
}

function Scores({ trace }: { trace: TraceRow }) {
  const [first, ...more] = trace.scores
  if (first === undefined) return <Unknown />
  return (
    <span className="flex items-center gap-1 overflow-hidden">
      <ScoreChip score={first} />
      {more.length > 0 && <span className="text-muted">+{more.length}</span>}
    </span>
  )
}

function Words({ text }: { text: string | null }) {
  if (text === null) return <Unknown />
  return (
    <bdi className="block truncate [text-align:match-parent]" title={text}>
      {text}
    </bdi>
  )
}
