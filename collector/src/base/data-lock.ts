/**
 * One process per data folder. The lock is a file that names its holder; a holder that was killed is recognised by
 * its process id and start time (ids are used again) and its lock is taken over. A holder on another host (a
 * container on the same volume) cannot be asked, so it must have shown life within the last seconds.
 */
import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { AppError, messageOf } from './errors.ts'

export interface DataLock {
  release(): void
}

interface Holder {
  readonly token: string
  readonly pid: number
  readonly host: string
  /** Start time of the process in the kernel's ticks; '' where the system does not tell. */
  readonly startTicks: string
}

const FILE_NAME = 'vitrine.lock'
const SIGN_OF_LIFE_MS = 5_000
const FOREIGN_STALE_MS = 20_000

/** Throws AppError 'data_locked' with one line that says who holds it. The folder must exist. */
export function acquireDataLock(folder: string): DataLock {
  const path = join(folder, FILE_NAME)
  const me: Holder = { token: randomUUID(), pid: process.pid, host: hostname(), startTicks: startTicksOf(process.pid) }
  for (let attempt = 0; attempt < 5; attempt++) {
    if (tryCreate(path, me)) return hold(path, me)
    const holder = readHolder(path)
    if (holder !== undefined && isAlive(holder, path)) throw lockedBy(folder, holder)
    removeStale(path, holder, me)
  }
  throw new AppError('data_locked', `cannot lock ${folder}: others take it at the same time; start one process only`, {
    retryable: false,
  })
}

function lockedBy(folder: string, holder: Holder): AppError {
  const where = holder.host === hostname() ? '' : ` on host ${holder.host}`
  return new AppError(
    'data_locked',
    `cannot use ${folder}: process ${holder.pid}${where} works in it; stop it, or set VITRINE_DATA to another folder`,
    { retryable: false },
  )
}

/** By a link to a finished file, so that nobody ever reads half a lock. */
function tryCreate(path: string, me: Holder): boolean {
  const draft = `${path}.${me.token}`
  try {
    writeFileSync(draft, JSON.stringify(me), { mode: 0o600 })
    linkSync(draft, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw new AppError('data_not_writable', `cannot write to ${path}: ${messageOf(error)}`, {
      retryable: false,
      cause: error,
    })
  } finally {
    rmSync(draft, { force: true })
  }
}

function hold(path: string, me: Holder): DataLock {
  const timer = setInterval(() => touch(path), SIGN_OF_LIFE_MS)
  timer.unref()
  return {
    release: () => {
      clearInterval(timer)
      if (readHolder(path)?.token === me.token) unlinkSync(path)
    },
  }
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date())
  } catch {
    // The folder went away under us: whoever writes to it next will say so.
  }
}

/** Moves the stale file aside first: if another starter took the lock meanwhile, its fresh file is put back. */
function removeStale(path: string, stale: Holder | undefined, me: Holder): void {
  const aside = `${path}.${me.token}`
  try {
    renameSync(path, aside)
    if (readHolder(aside)?.token !== stale?.token) linkSync(aside, path)
    unlinkSync(aside)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isHolder(value) ? value : undefined
  } catch {
    // Cut short by a crash, or just being removed: nobody who lives holds it.
    return undefined
  }
}

function isHolder(value: unknown): value is Holder {
  return (
    typeof value === 'object' && value !== null && 'token' in value && 'pid' in value && typeof value.pid === 'number'
  )
}

function isAlive(holder: Holder, path: string): boolean {
  if (holder.host !== hostname()) return Date.now() - modifiedMs(path) < FOREIGN_STALE_MS
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if (codeOf(error) !== 'EPERM') return false
  }
  return startTicksOf(holder.pid) === holder.startTicks
}

function modifiedMs(path: string): number {
  try {
    return statSync(path).mtimeMs
  } catch {
    return 0
  }
}

function startTicksOf(pid: number): string {
  try {
    // The command may hold blanks and brackets; what follows the last bracket is field 3 on, start time is field 22.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
