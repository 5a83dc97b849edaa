/**
 * Requests that were not acknowledged, by project and status: what the ledger shows beside its equation. Kept in one
 * small file, written every few seconds and at the end; a kill loses those seconds, and no promise hangs on them.
 */
import { readFileSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Clock } from '../base/clock.ts'

export interface RefusedCount {
  /** Null when the request named no project that we know. */
  readonly projectId: string | null
  /** The start of a key that nobody knows; only the admin sees it. */
  readonly keyPrefix?: string
  readonly day: string
  readonly status: number
  readonly count: number
}

export interface Refusals {
  add(refusal: { projectId: string | null; keyPrefix?: string | undefined; status: number }): void
  list(): readonly RefusedCount[]
  /** Writes what is left. */
  close(): Promise<void>
}

const WRITE_EVERY_MS = 5_000
/** A guesser may try keys without end; beyond this many a day they share one line. */
const MAX_PREFIXES_A_DAY = 200
const OTHERS = '(other)'
const KEEP_DAYS = 400

const fileSchema = z.array(
  z.object({
    projectId: z.string().nullable(),
    keyPrefix: z.string().exactOptional(),
    day: z.string(),
    status: z.number(),
    count: z.number(),
  }),
)

export function createRefusals(options: {
  readonly path: string
  readonly clock: Clock
  readonly onError?: (error: unknown) => void
}): Refusals {
  const cells = new Map<string, RefusedCount>(readCells(options.path).map((cell) => [idOf(cell), cell]))
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()

  function prefixFor(day: string, prefix: string | undefined): string | undefined {
    if (prefix === undefined) return undefined
    const known = new Set<string>()
    for (const cell of cells.values()) if (cell.day === day && cell.keyPrefix !== undefined) known.add(cell.keyPrefix)
    return known.has(prefix) || known.size < MAX_PREFIXES_A_DAY ? prefix : OTHERS
  }

  function write(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const oldest = dayOf(options.clock.nowMs() - KEEP_DAYS * 86_400_000)
    for (const [id, cell] of cells) if (cell.day < oldest) cells.delete(id)
    const text = JSON.stringify([...cells.values()])
    writing = writing.then(() => replaceFile(options.path, text)).catch((error) => options.onError?.(error))
    return writing
  }

  return {
    add: ({ projectId, keyPrefix, status }) => {
      const day = dayOf(options.clock.nowMs())
      const prefix = prefixFor(day, keyPrefix)
      const cell = { projectId, ...(prefix === undefined ? {} : { keyPrefix: prefix }), day, status }
      const id = idOf(cell)
      cells.set(id, { ...cell, count: (cells.get(id)?.count ?? 0) + 1 })
      if (timer === undefined) {
        timer = setTimeout(() => void write(), WRITE_EVERY_MS)
        timer.unref()
      }
    },
    list: () => [...cells.values()],
    close: write,
  }
}

function idOf(cell: Omit<RefusedCount, 'count'>): string {
  return JSON.stringify([cell.projectId, cell.keyPrefix, cell.day, cell.status])
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

function readCells(path: string): readonly RefusedCount[] {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    // Not there yet, or not ours: it holds hints only, so we begin anew.
    return []
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: 0o600 })
  await rename(`${path}.new`, path)
}
