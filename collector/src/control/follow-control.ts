/**
 * Keeps a control room fresh in processes that do not lead it, and makes the doors independent of the store: what was
 * last read is kept in the data folder (hashes of keys, never keys), so a process that starts while the store is away
 * knows the keys all the same. A key that nobody knows is looked for once more before it is called wrong, because
 * another process may have made it a moment ago; while the store is away nobody can say, and the client is told to
 * come again.
 */
import { readFileSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { messageOf } from '../base/errors.ts'
import type { Log } from '../base/log.ts'
import type { KeyDirectory } from '../base/principal.ts'
import type { Control } from './control.ts'
import type { ControlRows } from './rows.ts'

export interface FollowOptions {
  readonly control: Control
  /** File for what was last read. */
  readonly path: string
  readonly log: Log
  readonly everyMs?: number
}

export interface Follower {
  readonly keys: KeyDirectory
  /** Resolves when there is a project with keys: from the file, or from the store once it has one. */
  readonly known: Promise<void>
  readonly isKnown: boolean
  /** Reads now; false when the store could not be asked. */
  look(): Promise<boolean>
  close(): Promise<void>
}

const EVERY_MS = 2_000
/** Strangers with wrong keys cause at most this many reads, however many they are. */
const LOOKS_GAP_MS = 250
/** A client waits for the second look no longer than this. */
const LOOK_PATIENCE_MS = 1_500

export function followControl(options: FollowOptions): Follower {
  return new ControlFollower(options)
}

class ControlFollower implements Follower {
  readonly keys: KeyDirectory
  readonly known: Promise<void>
  isKnown = false
  readonly #options: FollowOptions
  #tellKnown: () => void = () => {}
  #timer: NodeJS.Timeout | undefined
  #isClosed = false
  #isAway = false
  #lastLookMs = 0
  #looking: Promise<boolean> = Promise.resolve(true)
  #next: Promise<boolean> | undefined
  #kept = ''

  constructor(options: FollowOptions) {
    this.#options = options
    this.known = new Promise((resolve) => {
      this.#tellKnown = resolve
    })
    const { keys } = options.control
    this.keys = {
      find: (key) => keys.find(key),
      isAdmin: (key) => keys.isAdmin(key),
      keylessProject: () => keys.keylessProject(),
      recheck: () => this.#recheck(),
    }
    const kept = readRows(options.path)
    if (kept !== undefined) options.control.load(kept)
    this.#noteKnown()
    this.#schedule()
  }

  look(): Promise<boolean> {
    this.#lastLookMs = performance.now()
    this.#looking = this.#read()
    return this.#looking
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#looking
  }

  async #read(): Promise<boolean> {
    const { control, log } = this.#options
    try {
      const rows = await control.refresh()
      if (this.#isAway) log.info('the store is back; keys are fresh')
      this.#isAway = false
      this.#noteKnown()
      await this.#keep(rows)
      return true
    } catch (error) {
      if (!this.#isAway) log.warn({ why: messageOf(error) }, 'cannot refresh the keys; those that are known stay valid')
      this.#isAway = true
      return false
    }
  }

  #noteKnown(): void {
    if (this.isKnown || this.#options.control.projects().length === 0) return
    this.isKnown = true
    this.#tellKnown()
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      void this.look().then(() => {
        if (!this.#isClosed) this.#schedule()
      })
    }, this.#options.everyMs ?? EVERY_MS)
    this.#timer.unref()
  }

  /** Whoever comes before a look begins shares it; a look that began earlier may have missed the key. */
  async #recheck(): Promise<boolean> {
    this.#next ??= this.#lookSoon()
    return await Promise.race([this.#next, pause(LOOK_PATIENCE_MS).then(() => false)])
  }

  async #lookSoon(): Promise<boolean> {
    await pause(Math.max(0, this.#lastLookMs + LOOKS_GAP_MS - performance.now()))
    this.#next = undefined
    return await this.look()
  }

  /** Without people and their passwords: doors do not ask for them. */
  async #keep(rows: ControlRows): Promise<void> {
    const text = JSON.stringify({ ...rows, users: [] })
    if (text === this.#kept) return
    const { path } = this.#options
    await writeFile(`${path}.new`, text, { mode: 0o600 })
    await rename(`${path}.new`, path)
    this.#kept = text
  }
}

function readRows(path: string): ControlRows | undefined {
  try {
    const rows = JSON.parse(readFileSync(path, 'utf8')) as ControlRows
    const lists = [rows.projects, rows.keys, rows.users, rows.tombstones]
    return lists.every(Array.isArray) ? rows : undefined
  } catch {
    // Not there yet, or cut short: the store has all of it.
    return undefined
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
