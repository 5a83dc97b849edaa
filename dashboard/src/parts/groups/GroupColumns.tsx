import { Link } from '@tanstack/react-router'
import type { GroupRow } from '@vitrine/schemas/api'
import type { ReactNode } from 'react'
import { directionOf } from '../../model/direction.ts'
import { Money } from '../../ui/Money.tsx'
import { Count, Duration, Time, Tokens, Unknown } from '../../ui/Values.tsx'
import { ErrorCount, Glimpse, Models } from '../list/cells.tsx'
import type { Column, Sight } from '../list/column.ts'
import type { GroupUnit } from './group-queries.ts'

const COMMON: readonly Column<GroupRow>[] = [
  {
    id: 'last',
    title: 'list.column.last',
    track: '7rem',
    draw: (row, { nowMs }) => <Time at={row.end} nowMs={nowMs} />,
  },
  {
    id: 'first',
    title: 'list.column.first',
    track: '7rem',
    sort: 'start',
    draw: (row, { nowMs }) => <Time at={row.start} nowMs={nowMs} />,
  },
  {
    id: 'traces',
    title: 'list.column.turns',
    track: '5rem',
    isNumber: true,
    draw: (row) => <Count value={row.traces} />,
  },
  {
    id: 'errors',
    title: 'list.column.errors',
    track: '5rem',
    isNumber: true,
    sort: 'errors',
    draw: (row) => <ErrorCount count={row.errors} />,
  },
  {
    id: 'calls',
    title: 'list.column.calls',
    track: '5rem',
    isNumber: true,
    draw: (row) => <Count value={row.calls} />,
  },
  {
    id: 'tokens',
    title: 'list.column.tokens',
    track: '5rem',
    isNumber: true,
    sort: 'tokens',
    draw: (row) => <Tokens input={row.tokens.input} output={row.tokens.output} />,
  },
  {
    id: 'cost',
    title: 'list.column.cost',
    track: '8rem',
    isNumber: true,
    sort: 'cost',
    draw: (row) => <Money usd={row.cost.ours} unpricedCalls={row.cost.unpriced_calls} isShort />,
  },
  { id: 'models', title: 'list.column.models', track: '11rem', draw: (row) => <Models models={row.models} /> },
]

const NAME: Column<GroupRow> = {
  id: 'name',
  title: 'list.column.name',
  track: 'minmax(10rem,1fr)',
  draw: (row, { project }) => <SessionLink id={row.id} project={project} />,
}

const SESSIONS: readonly Column<GroupRow>[] = [
  { ...NAME, title: 'list.column.session' },
  {
    id: 'input',
    title: 'list.column.firstInput',
    track: 'minmax(10rem,1.4fr)',
    draw: (row, { lines }) => <Glimpse text={row.input_preview} lines={lines} />,
  },
  {
    id: 'output',
    title: 'list.column.lastOutput',
    track: 'minmax(10rem,1.4fr)',
    draw: (row, { lines }) => <Glimpse text={row.output_preview} lines={lines} />,
  },
  {
    id: 'users',
    title: 'list.column.user',
    track: '8rem',
    draw: (row) =>
      row.users.length === 0 ? <Unknown /> : <bdi className="block truncate">{row.users.join(', ')}</bdi>,
  },
  {
    id: 'duration',
    title: 'list.column.duration',
    track: '6rem',
    isNumber: true,
    sort: 'duration',
    draw: (row) => <Duration ns={row.duration} />,
  },
  ...COMMON,
]

const USERS: readonly Column<GroupRow>[] = [
  {
    ...NAME,
    title: 'list.column.user',
    draw: (row, { project }) => <UserLink id={row.id} project={project} />,
  },
  {
    id: 'sessions',
    title: 'list.column.sessions',
    track: '5.5rem',
    isNumber: true,
    draw: (row) => <Count value={row.sessions} />,
  },
  ...COMMON.map((column) => (column.id === 'traces' ? { ...column, title: 'list.column.traces' } : column)),
]

export function groupColumns(unit: GroupUnit): readonly Column<GroupRow>[] {
  return unit === 'sessions' ? SESSIONS : USERS
}

const LINK = 'block min-h-6 truncate [text-align:match-parent] font-bold text-link leading-6 hover:underline'

export function SessionLink({ id, project }: { id: string; project: string }) {
  return (
    <Link
      to="/p/$project/sessions/$session"
      params={{ project, session: id }}
      data-row-link=""
      title={id}
      dir={directionOf(id)}
      className={LINK}
    >
      <bdi>{id}</bdi>
    </Link>
  )
}

export function UserLink({ id, project }: { id: string; project: string }) {
  return (
    <Link
      to="/p/$project/users/$user"
      params={{ project, user: id }}
      data-row-link=""
      title={id}
      dir={directionOf(id)}
      className={LINK}
    >
      <bdi>{id}</bdi>
    </Link>
  )
}

/** A row on a phone. */
export function GroupCard({ row, sight, unit }: { row: GroupRow; sight: Sight; unit: GroupUnit }): ReactNode {
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed by hand in a virtual list, which a table element forbids
    <div role="cell" className="flex h-full flex-col gap-0.5 p-2">
      {unit === 'sessions' ? (
        <SessionLink id={row.id} project={sight.project} />
      ) : (
        <UserLink id={row.id} project={sight.project} />
      )}
      <Glimpse text={row.input_preview} />
      <span className="text-muted">
        <Glimpse text={row.output_preview} />
      </span>
      <span className="flex gap-4 text-xs">
        <Time at={row.end} nowMs={sight.nowMs} />
        <Money usd={row.cost.ours} unpricedCalls={row.cost.unpriced_calls} isShort />
      </span>
    </div>
  )
}
