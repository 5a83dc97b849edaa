import { Link } from '@tanstack/react-router'
import type { GroupRow } from '@vitrine/schemas/api'
import type { ReactNode } from 'react'
import { directionOf } from '../../model/direction.ts'
import { Money } from '../../ui/Money.tsx'
import { Count, Duration, Time, Unknown } from '../../ui/Values.tsx'
import { Glimpse } from '../list/cells.tsx'
import type { Column, Sight } from '../list/column.ts'
import {
  callsColumn,
  costColumn,
  errorsColumn,
  modelsColumn,
  startColumn,
  tokensColumn,
} from '../list/number-columns.tsx'
import type { GroupUnit } from './group-queries.ts'

const COMMON: readonly Column<GroupRow>[] = [
  {
    id: 'last',
    title: 'list.column.last',
    track: '7rem',
    draw: (row, { nowMs }) => <Time at={row.end} nowMs={nowMs} />,
  },
  { ...startColumn<GroupRow>('list.column.first'), id: 'first' },
  {
    id: 'traces',
    title: 'list.column.turns',
    track: '5rem',
    isNumber: true,
    draw: (row) => <Count value={row.traces} />,
  },
  errorsColumn('5rem'),
  callsColumn('5rem'),
  tokensColumn('5rem'),
  costColumn((row) => ({ usd: row.cost.ours, unpricedCalls: row.cost.unpriced_calls })),
  modelsColumn('11rem'),
]

const NAME: Column<GroupRow> = {
  id: 'name',
  title: 'list.column.name',
  track: 'minmax(10rem,1fr)',
  draw: (row, { project }) => <GroupLink unit="sessions" id={row.id} project={project} />,
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
    draw: (row, { project }) => <GroupLink unit="users" id={row.id} project={project} />,
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

/** A session or a user, by its page. */
export function GroupLink({ unit, id, project }: { unit: GroupUnit; id: string; project: string }) {
  const looks = {
    'data-row-link': '',
    title: id,
    dir: directionOf(id),
    className: 'block min-h-6 truncate [text-align:match-parent] font-bold text-link leading-6 hover:underline',
    children: <bdi>{id}</bdi>,
  }
  return unit === 'sessions' ? (
    <Link to="/p/$project/sessions/$session" params={{ project, session: id }} {...looks} />
  ) : (
    <Link to="/p/$project/users/$user" params={{ project, user: id }} {...looks} />
  )
}

/** A row on a phone. */
export function GroupCard({ row, sight, unit }: { row: GroupRow; sight: Sight; unit: GroupUnit }): ReactNode {
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed by hand in a virtual list, which a table element forbids
    <div role="cell" className="flex h-full flex-col gap-0.5 p-2">
      <GroupLink unit={unit} id={row.id} project={sight.project} />
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
