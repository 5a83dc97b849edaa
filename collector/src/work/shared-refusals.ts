/**
 * Requests that were refused, of all processes: where doors and API run apart, each writes what it counted to a table
 * and reads what the others did. Nothing waits for it, and a store that is away costs nothing but a late figure.
 */
import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Clock } from '../base/clock.ts'
import type { RefusedRequests } from '../query/ledger.ts'
import type { Store } from '../store/store.ts'

export interface SharedRefusals {
  /** Of this process and all others, those as they were at the last look. */
  list(): readonly RefusedRequests[]
  /** Writes and reads once. Throws when the store does not answer. */
  look(): Promise<void>
  /** Writes what is left. */
  close(): Promise<void>
}

export interface SharedRefusalsOptions {
  readonly store: Store
  readonly own: { list(): readonly RefusedRequests[] }
  readonly clock: Clock
  /** Names this process over its restarts. */
  readonly idFile: string
  readonly onError: (error: unknown) => void
}

const LOOK_EVERY_MS = 2_000
const CLOSE_MAX_MS = 2_000
const SHOWN_DAYS = 400
const MAX_ROWS = 20_000

interface Row {
  readonly day: string
  readonly project_id: string
  readonly key_prefix: string
  readonly status: number
  readonly requests: number | string
}

export function shareRefusals({ store, own, clock, idFile, onError }: SharedRefusalsOptions): SharedRefusals {
  const processId = readOrMakeId(idFile)
  const written = new Map<string, number>()
  let others: readonly RefusedRequests[] = []
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> = Promise.resolve()
  let isClosed = false

  async function write(): Promise<void> {
    const fresh = own.list().filter((cell) => written.get(idOf(cell)) !== cell.count)
    if (fresh.length === 0) return
    await store.insertRows(
      'refused_requests',
      fresh.map((cell) => ({
        process_id: processId,
        day: cell.day,
        project_id: cell.projectId ?? '',
        key_prefix: cell.keyPrefix ?? '',
        status: cell.status,
        requests: cell.count,
      })),
    )
    for (const cell of fresh) written.set(idOf(cell), cell.count)
  }

  async function read(): Promise<void> {
    const since = new Date(clock.nowMs() - SHOWN_DAYS * 86_400_000).toISOString().slice(0, 10)
    const rows = await store.query<Row>(
      `select day, project_id, key_prefix, status, sum(requests) as requests from refused_requests final
      where process_id != {self:String} and day >= {since:String}
      group by day, project_id, key_prefix, status order by day desc limit ${MAX_ROWS}`,
      { self: processId, since },
    )
    others = rows.map((row) => ({
      projectId: row.project_id === '' ? null : row.project_id,
      ...(row.key_prefix === '' ? {} : { keyPrefix: row.key_prefix }),
      day: row.day,
      status: Number(row.status),
      count: Number(row.requests),
    }))
  }

  function look(): Promise<void> {
    looking = looking
      .catch(() => undefined)
      .then(async () => {
        await write()
        await read()
      })
    return looking
  }

  async function lookAgain(): Promise<void> {
    await look().catch(onError)
    if (!isClosed) timer = setTimeout(() => void lookAgain(), LOOK_EVERY_MS).unref()
  }

  timer = setTimeout(() => void lookAgain(), LOOK_EVERY_MS).unref()
  return {
    list: () => summed([...own.list(), ...others]),
    look,
    close: async () => {
      isClosed = true
      clearTimeout(timer)
      const last = looking
        .catch(() => undefined)
        .then(write)
        .catch(onError)
      await Promise.race([last, new Promise((resolve) => setTimeout(resolve, CLOSE_MAX_MS).unref())])
    },
  }
}

function summed(cells: readonly RefusedRequests[]): readonly RefusedRequests[] {
  const sums = new Map<string, RefusedRequests>()
  for (const cell of cells) {
    const id = idOf(cell)
    sums.set(id, { ...cell, count: (sums.get(id)?.count ?? 0) + cell.count })
  }
  return [...sums.values()]
}

function idOf({ day, projectId, keyPrefix, status }: RefusedRequests): string {
  return JSON.stringify([day, projectId, keyPrefix ?? null, status])
}

/** A process without a folder of its own that lasts is another one after each start, and its old counts stay. */
function readOrMakeId(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    const made = randomUUID()
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, made, { mode: 0o600 })
    return made
  }
}
