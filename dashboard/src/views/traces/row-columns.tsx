import { useRouter } from '@tanstack/react-router'
import type { Match } from '@vitrine/schemas/api'
import { attributeOf, type ChosenColumn } from '../../model/columns.ts'
import { directionOf } from '../../model/direction.ts'
import type { ListRow, ListScope } from '../../model/list-rows.ts'
import { KindMark } from '../../parts/kind.tsx'
import { Glimpse, Latency, Marked, Words } from '../../parts/list/cells.tsx'
import type { Column } from '../../parts/list/column.ts'
import { MatchCell } from '../../parts/list/MatchCell.tsx'
import {
  callsColumn,
  costColumn,
  errorsColumn,
  modelsColumn,
  startColumn,
  tokensColumn,
} from '../../parts/list/number-columns.tsx'
import type { PlacedColumn } from '../../parts/list/tracks.ts'
import { ScoreChip } from '../../parts/ScoreChip.tsx'
import { StatusMark } from '../../parts/StatusMark.tsx'
import type { TraceSearch } from '../../search/trace.ts'
import { Badge } from '../../ui/Badge.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { Count, Duration, Unknown } from '../../ui/Values.tsx'
import { AttributeCell } from './AttributeCell.tsx'
import type { RowValues } from './use-values.ts'

/** A row, the filter that found it, what of its words the texts shall mark, and where they stand. */
export type MarkedRow = ListRow & {
  readonly marks: RegExp | undefined
  readonly words: string
  readonly match: Match | undefined
  /** Of the attributes that are columns; undefined until they are read. */
  readonly values: RowValues | undefined
}

export const COLUMNS: readonly Column<MarkedRow>[] = [
  {
    id: 'status',
    title: 'list.column.status',
    hidesTitle: true,
    track: '2rem',
    draw: (row) => <StatusMark status={row.status} isRunning={row.isRunning} isCompact />,
  },
  startColumn('list.column.start'),
  {
    id: 'kind',
    title: 'list.column.kind',
    track: '7rem',
    draw: (row) => (row.kind === null ? <Unknown /> : <KindMark kind={row.kind} />),
  },
  {
    id: 'name',
    title: 'list.column.name',
    track: 'minmax(8.5rem,1.2fr)',
    draw: (row, { project }) => <RowLink row={row} project={project} />,
  },
  {
    id: 'input',
    title: 'list.column.input',
    track: 'minmax(7.5rem,1.5fr)',
    draw: (row, { lines }) => <Glimpse text={row.input} lines={lines} marks={row.marks} />,
  },
  {
    id: 'output',
    title: 'list.column.output',
    track: 'minmax(7.5rem,1.5fr)',
    draw: (row, { lines }) => <Glimpse text={row.output} lines={lines} marks={row.marks} />,
  },
  {
    id: 'error',
    title: 'list.column.error',
    track: 'minmax(9rem,1fr)',
    draw: (row, { lines }) => <Glimpse text={row.error} lines={lines} marks={row.marks} />,
  },
  {
    id: 'duration',
    title: 'list.column.duration',
    track: '5.75rem',
    isNumber: true,
    sort: 'duration',
    draw: (row, { fullBarNs }) => <Latency ns={row.duration} fullBarNs={fullBarNs} />,
  },
  {
    id: 'ttft',
    title: 'list.column.ttft',
    track: '5.5rem',
    isNumber: true,
    draw: (row) => <Duration ns={row.ttft} />,
  },
  tokensColumn('4.75rem'),
  costColumn((row) => ({ usd: row.cost, unpricedCalls: row.unpricedCalls })),
  modelsColumn('9rem'),
  {
    id: 'spans',
    title: 'list.column.spans',
    track: '4.5rem',
    isNumber: true,
    sort: 'spans',
    draw: (row) => <Count value={row.spans} />,
  },
  errorsColumn('4.5rem'),
  callsColumn('4.5rem'),
  { id: 'scores', title: 'list.column.scores', track: '8rem', draw: (row) => <Scores row={row} /> },
  { id: 'tool', title: 'list.column.tool', track: '8rem', draw: (row) => <Words text={row.tool} /> },
  { id: 'user', title: 'list.column.user', track: '7rem', draw: (row) => <Words text={row.user} /> },
  { id: 'session', title: 'list.column.session', track: '7rem', draw: (row) => <Words text={row.session} /> },
  { id: 'service', title: 'list.column.service', track: '7rem', draw: (row) => <Words text={row.service} /> },
  {
    id: 'environment',
    title: 'list.column.environment',
    track: '7rem',
    draw: (row) => <Words text={row.environment} />,
  },
  { id: 'release', title: 'list.column.release', track: '7rem', draw: (row) => <Words text={row.release} /> },
  { id: 'tags', title: 'list.column.tags', track: '9rem', draw: (row) => <Tags tags={row.tags} /> },
  {
    id: 'traceId',
    title: 'list.column.traceId',
    track: '10rem',
    draw: (row) => (
      <code dir="ltr" className="block truncate text-faint text-xs" title={row.traceId}>
        {row.traceId}
      </code>
    ),
  },
]

/** Facts of a whole trace say nothing about one span, and the other way round. */
const FOREIGN: Readonly<Record<'traces' | 'spans', readonly string[]>> = {
  traces: ['kind', 'error', 'tool'],
  spans: ['spans', 'errors', 'calls'],
}

export function knownColumns(scope: ListScope): readonly string[] {
  const foreign = FOREIGN[scope === 'traces' ? 'traces' : 'spans']
  return COLUMNS.map((column) => column.id).filter((id) => !foreign.includes(id))
}

/** The chosen ones; after a search for words, where these stand comes after the name, and after what is pinned. */
export function columnsOf(chosen: readonly ChosenColumn[], hasWords: boolean): readonly PlacedColumn<MarkedRow>[] {
  const columns = chosen.flatMap(({ id, ...placed }): PlacedColumn<MarkedRow>[] => {
    const column = attributeColumnOf(id) ?? COLUMNS.find((one) => one.id === id)
    return column === undefined ? [] : [{ ...column, ...placed }]
  })
  if (!hasWords) return columns
  const after = Math.max(
    columns.findLastIndex((one) => one.isPinned === true),
    columns.findIndex((one) => one.id === 'name'),
  )
  return columns.toSpliced(after + 1, 0, MATCH)
}

function attributeColumnOf(id: string): Column<MarkedRow> | undefined {
  const name = attributeOf(id)
  if (name === undefined) return undefined
  return {
    id,
    title: { literal: name },
    track: '9rem',
    draw: ({ values }) => <AttributeCell of={values?.get(name)} />,
  }
}

const MATCH: PlacedColumn<MarkedRow> = {
  id: 'match',
  title: 'list.column.match',
  track: 'minmax(16rem,2fr)',
  draw: ({ match, marks }, { lines }) => <MatchCell match={match} marks={marks} lines={lines} />,
}

/**
 * The way to a row's own page, for a new tab and for copying; the row itself answers a plain press. Not a <Link>: each of
 * those asks again where it leads, and whether it is there, whenever anything in the URL changes.
 */
export function RowLink({ row, project }: { row: MarkedRow; project: string }) {
  const { t } = useTranslation()
  const name = row.name || t('trace.unnamed')
  const { href } = useRouter().buildLocation({
    to: '/p/$project/traces/$traceId',
    params: { project, traceId: row.traceId },
    search: searchOf(row),
  })
  return (
    <a
      href={href}
      data-row-link=""
      title={row.name ?? undefined}
      dir={directionOf(row.name ?? '')}
      className="block min-h-6 truncate [text-align:match-parent] font-bold text-link leading-6 hover:underline"
    >
      <bdi>{row.marks === undefined ? name : <Marked text={name} marks={row.marks} />}</bdi>
    </a>
  )
}

/** Where a press leads: to the span, which for a trace is the one in which the words stand. */
function searchOf(row: MarkedRow): TraceSearch {
  const span = row.spanId ?? row.match?.span_id
  return { ...(span === undefined ? {} : { span }), ...(row.marks === undefined ? {} : { find: row.words }) }
}

function Scores({ row }: { row: ListRow }) {
  const format = useFormat()
  const [first, ...more] = row.scores
  if (first === undefined) return <Unknown />
  return (
    <span className="flex items-center gap-1 overflow-hidden">
      <ScoreChip score={first} />
      {more.length > 0 && <span className="text-muted">+{format.number(more.length)}</span>}
    </span>
  )
}

function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return <Unknown />
  return (
    <span className="flex gap-1 overflow-hidden" title={tags.join(', ')}>
      {tags.map((tag) => (
        <Badge key={tag}>
          <bdi>{tag}</bdi>
        </Badge>
      ))}
    </span>
  )
}
