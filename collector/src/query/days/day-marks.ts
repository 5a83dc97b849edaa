/**
 * What a day is made of, as one text that is another whenever anything of the day may be: the newest insert that
 * touched it, and the newest mutation, of each table that boards read. Inserts are numbered by the engine; a row keeps
 * its number through merges, so that merging changes no mark, and nobody has to give notice of a write.
 */
import { createHash } from 'node:crypto'
import type { Store } from '../../store/store.ts'
import { type MeasureRow, numberOf, textOf } from '../measures.ts'
import type { ProjectScope } from '../project-scope.ts'
import { readSql } from '../sql.ts'

export interface DayMarks {
  /** Both ends Unix ns, the end exclusive. */
  of(fromNs: bigint, toNs: bigint): string
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
/** Of profiles, which are small; parts come and go. */
const MOST_KNOWN = 20_000
const DAY_NS = 86_400_000_000_000n
/** Touches every day. */
const EVERY_DAY = -1

interface Touched {
  readonly place: string
  readonly day: number
  readonly block: number
}

type Part = Readonly<Record<'table' | 'name', string>>

export function createDayMarks(store: Store): DayMarkReader {
  /** A part never changes. */
  const known = new Map<string, readonly Touched[]>()
  const keyOf = (scope: ProjectScope, { table, name }: Part) => `${scope.projectId} ${table} ${name}`

  async function learn(scope: ProjectScope, parts: readonly Part[]): Promise<void> {
    const unknown = parts.filter((part) => !known.has(keyOf(scope, part)))
    await Promise.all(
      Object.entries(PROFILES).map(async ([table, sql]) => {
        const names = unknown.filter((part) => part.table === table).map(({ name }) => name)
        if (names.length === 0) return
        const params = { project: scope.projectId, parts: names }
        const rows = await store.query<MeasureRow>(sql, params)
        for (const name of names) {
          const own = rows.filter((row) => textOf(row, 'part') === name)
          known.set(keyOf(scope, { table, name }), own.map(touchedOf))
        }
      }),
    )
  }

  async function read(scope: ProjectScope): Promise<DayMarks> {
    const parts = await store.query<Part>(PARTS, { tables: [...MARKED_TABLES] })
    if (known.size > MOST_KNOWN) known.clear()
    await learn(scope, parts)
    return marksOf(
      parts.flatMap((part) => {
        const mutation = mutationOf(part.name)
        return (known.get(keyOf(scope, part)) ?? []).map((touched) => ({ ...touched, mutation }))
      }),
    )
  }

  const running = new Map<string, Promise<unknown>>()
  const next = new Map<string, Promise<DayMarks>>()
  return {
    read(scope) {
      const { projectId } = scope
      const waiting = next.get(projectId)
      if (waiting !== undefined) return waiting
      const started = (running.get(projectId) ?? Promise.resolve()).then(() => {
        next.delete(projectId)
        const reading = read(scope)
        const settled = reading.catch(() => undefined).finally(() => running.delete(projectId))
        running.set(projectId, settled)
        return reading
      })
      next.set(projectId, started)
      return started
    },
  }
}

const touchedOf = (row: MeasureRow): Touched => ({
  place: `${textOf(row, 'of_table')} ${textOf(row, 'of_partition')}`,
  day: numberOf(row, 'day'),
  block: numberOf(row, 'block'),
})

/** A part is called <partition>_<first block>_<last block>_<level>, and after a mutation _<its number> as well. */
function mutationOf(name: string): number {
  return Number(/_\d+_\d+_\d+_(\d+)$/.exec(name)?.[1] ?? 0)
}

function marksOf(touches: readonly (Touched & { readonly mutation: number })[]): DayMarks {
  const newest = new Map<string, { readonly day: number; readonly block: number; readonly mutation: number }>()
  for (const { place, day, block, mutation } of touches) {
    const key = `${place} ${day}`
    const before = newest.get(key)
    newest.set(key, {
      day,
      block: Math.max(block, before?.block ?? 0),
      mutation: Math.max(mutation, before?.mutation ?? 0),
    })
  }
  const lines = [...newest].map(([key, { day, block, mutation }]) => ({ day, line: `${key} ${block} ${mutation}` }))
  return {
    of(fromNs, toNs) {
      const [first, last] = [Number(fromNs / DAY_NS), Number((toNs - 1n) / DAY_NS)]
      const own = lines.filter(({ day }) => day === EVERY_DAY || (day >= first && day <= last)).map(({ line }) => line)
      return createHash('sha256')
        .update([String(fromNs), String(toNs), ...own.sort()].join('\n'))
        .digest('hex')
        .slice(0, 32)
    },
  }
}
