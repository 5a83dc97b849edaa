/**
 * What a day is made of, as one text that is another whenever anything of the day may be: how many rows of each table
 * that boards read touch it, and which insert brought the newest. Inserts are numbered by the engine, and a row keeps its
 * number through merges; a deletion leaves fewer rows. So nobody has to give notice of a write.
 */
import { createHash } from 'node:crypto'
import { AppError } from '../../base/errors.ts'
import type { Store } from '../../store/store.ts'
import { type MeasureRow, numberOf, textOf } from '../measures.ts'
import type { ProjectScope } from '../project-scope.ts'
import { readSql } from '../sql.ts'
import type { Bounds, Day } from './day-question.ts'

export interface DayMarks {
  of(day: Bounds): Day
}

export interface DayMarkReader {
  /** As the store is after the call: of those who ask while one reads, one reads next, for all of them. */
  read(scope: ProjectScope): Promise<DayMarks>
}

/** All that may be read by a question that is kept by days: of these, days can be told. */
export const MARKED_TABLES: ReadonlySet<string> = new Set(['spans', 'traces', 'span_verdicts'])

const PARTS = `select table, name from system.parts
where database = currentDatabase() and table in {tables:Array(String)} and active
limit 1000000`
const PROFILES: Readonly<Record<string, string>> = {
  spans: readSql('days/marks-spans'),
  traces: readSql('days/marks-traces'),
  span_verdicts: readSql('days/marks-verdicts'),
}
/** Of projects whose parts are remembered. */
const MOST_PROJECTS = 200
/** Parts may be merged while they are looked at. */
const MOST_LOOKS = 10
const DAY_NS = 86_400_000_000_000n

/** What a part has of a day. */
interface Touched {
  readonly place: string
  readonly day: number
  readonly block: number
  readonly rows: number
  /** Of traces: the days that those of this day reach. */
  readonly firstDay: number
  readonly lastDay: number
}

type Part = Readonly<Record<'table' | 'name', string>>
type Profiles = ReadonlyMap<string, readonly Touched[]>

const keyOf = ({ table, name }: Part) => `${table} ${name}`

export function createDayMarks(store: Store): DayMarkReader {
  /** By project, of the parts that were there at the last look: a part never changes. */
  const known = new Map<string, Profiles>()
  const running = new Map<string, Promise<unknown>>()
  const next = new Map<string, Promise<DayMarks>>()

  async function look(scope: ProjectScope): Promise<DayMarks> {
    const { projectId } = scope
    let profiles = known.get(projectId) ?? new Map<string, readonly Touched[]>()
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      const parts = await store.query<Part>(PARTS, { tables: [...MARKED_TABLES] })
      const unknown = parts.filter((part) => !profiles.has(keyOf(part)))
      if (unknown.length === 0) {
        profiles = new Map(parts.map((part) => [keyOf(part), profiles.get(keyOf(part)) ?? []]))
        known.delete(projectId)
        if (known.size >= MOST_PROJECTS) known.clear()
        known.set(projectId, profiles)
        return marksOf([...profiles.values()].flat())
      }
      // Those that were merged meanwhile were not seen; then the next list names another in their place.
      profiles = new Map([...profiles, ...(await learn(store, scope, unknown))])
    }
    throw new AppError(
      'query_failed',
      'cannot tell what days are made of: parts merge faster than they are looked at',
      {
        retryable: true,
      },
    )
  }

  return {
    read(scope) {
      const { projectId } = scope
      const waiting = next.get(projectId)
      if (waiting !== undefined) return waiting
      const started = (running.get(projectId) ?? Promise.resolve()).then(() => {
        next.delete(projectId)
        const looking = look(scope)
        const settled = looking.catch(() => undefined).finally(() => running.delete(projectId))
        running.set(projectId, settled)
        return looking
      })
      next.set(projectId, started)
      return started
    },
  }
}

async function learn(store: Store, scope: ProjectScope, parts: readonly Part[]): Promise<Profiles> {
  const found = await Promise.all(
    Object.entries(PROFILES).map(async ([table, sql]) => {
      const names = parts.filter((part) => part.table === table).map(({ name }) => name)
      const params = { project: scope.projectId, parts: names }
      const rows = names.length === 0 ? [] : await store.query<MeasureRow>(sql, params)
      return names.map((name): [string, readonly Touched[]] => [
        keyOf({ table, name }),
        rows.filter((row) => textOf(row, 'part') === name).map(touchedOf),
      ])
    }),
  )
  return new Map(found.flat())
}

const touchedOf = (row: MeasureRow): Touched => ({
  place: `${textOf(row, 'of_table')} ${textOf(row, 'of_partition')}`,
  day: numberOf(row, 'day'),
  block: numberOf(row, 'block'),
  rows: numberOf(row, 'n'),
  firstDay: numberOf(row, 'first_day'),
  lastDay: numberOf(row, 'last_day'),
})

function marksOf(touches: readonly Touched[]): DayMarks {
  const byPlace = new Map<string, Touched>()
  for (const touched of touches) {
    const key = `${touched.place} ${touched.day}`
    byPlace.set(key, together(touched, byPlace.get(key)))
  }
  const all = [...byPlace.values()]
  const within = (first: number, last: number) => all.filter(({ day }) => day >= first && day <= last)
  return {
    of({ fromNs, toNs }) {
      const own = within(Number(fromNs / DAY_NS), Number((toNs - 1n) / DAY_NS))
      const first = own.reduce((least, { firstDay }) => Math.min(least, firstDay), Number.POSITIVE_INFINITY)
      const last = own.reduce((most, { lastDay }) => Math.max(most, lastDay), Number.NEGATIVE_INFINITY)
      const head = [String(fromNs), String(toNs)]
      return {
        fromNs,
        toNs,
        mark: hashOf([...head, ...linesOf(own)]),
        farMark: hashOf([...head, ...linesOf(within(first, last))]),
      }
    },
  }
}

const together = (one: Touched, other: Touched | undefined): Touched =>
  other === undefined
    ? one
    : {
        ...one,
        block: Math.max(one.block, other.block),
        rows: one.rows + other.rows,
        firstDay: Math.min(one.firstDay, other.firstDay),
        lastDay: Math.max(one.lastDay, other.lastDay),
      }

const linesOf = (touches: readonly Touched[]) =>
  touches.map(({ place, day, block, rows }) => `${place} ${day} ${block} ${rows}`).sort()

const hashOf = (lines: readonly string[]) => createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 32)
