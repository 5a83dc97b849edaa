/**
 * Who may log in with a password: the owner, who may do everything, and the viewer, as whom any number of people look
 * at everything and change nothing. The viewer exists while its password is set; taking that away ends its sessions.
 */
import type { ControlOptions, User } from './control.ts'
import { hashPassword, makePassword, verifyPassword } from './passwords.ts'
import { timeText, type UserRow } from './rows.ts'

export const OWNER = 'owner'
export const VIEWER = 'viewer'

export interface People {
  load(rows: readonly UserRow[]): void
  find(userId: string): User | undefined
  /** Whose password it is; the owner's wins should both be the same. */
  login(password: string): Promise<User | undefined>
  /** By the process that leads. Resolves with the owner's password when one was made here. */
  ensure(): Promise<string | undefined>
}

type PeopleOptions = Pick<ControlOptions, 'store' | 'clock' | 'password' | 'viewerPassword' | 'loginRequired'>

export function createPeople(options: PeopleOptions): People {
  const { store, clock, password, viewerPassword, loginRequired } = options
  let rows = new Map<string, UserRow>()
  const write = async (row: UserRow, passwordHash: string): Promise<void> => {
    const version = Math.max(row.version + 1, clock.nowMs() * 1000)
    const next: UserRow = { ...row, password_hash: passwordHash, version }
    await store.insertRows('users', [{ ...next }])
    rows.set(next.user_id, next)
  }
  const rowOf = (id: typeof OWNER | typeof VIEWER): UserRow =>
    rows.get(id) ?? {
      user_id: id,
      name: id,
      role: id,
      password_hash: '',
      created_time: timeText(clock.nowMs()),
      version: 0,
      deleted: 0,
    }
  const setPassword = async (row: UserRow, wanted: string): Promise<void> => {
    if (!(await verifyPassword(wanted, row.password_hash))) await write(row, await hashPassword(wanted))
  }
  const ensureOwner = async (): Promise<string | undefined> => {
    const row = rowOf(OWNER)
    if (password !== undefined) {
      await setPassword(row, password)
      return undefined
    }
    if (loginRequired && row.password_hash === '') {
      const made = makePassword()
      await write(row, await hashPassword(made))
      return made
    }
    if (row.version === 0) await write(row, '')
    return undefined
  }
  const ensureViewer = async (): Promise<void> => {
    const row = rowOf(VIEWER)
    if (viewerPassword !== undefined) await setPassword(row, viewerPassword)
    else if (row.password_hash !== '') await write(row, '')
  }
  return {
    load(read) {
      rows = new Map(read.map((row) => [row.user_id, row]))
    },
    find(userId) {
      const row = rows.get(userId)
      return row === undefined || row.deleted === 1 ? undefined : userOf(row)
    },
    async login(given) {
      for (const id of [OWNER, VIEWER]) {
        const row = rows.get(id)
        if (row?.deleted === 0 && (await verifyPassword(given, row.password_hash))) return userOf(row)
      }
      return undefined
    },
    async ensure() {
      const made = await ensureOwner()
      await ensureViewer()
      return made
    },
  }
}

function userOf(row: UserRow): User {
  return {
    id: row.user_id,
    name: row.name,
    role: row.role === OWNER ? 'owner' : 'viewer',
    hasPassword: row.password_hash !== '',
    version: row.version,
  }
}
