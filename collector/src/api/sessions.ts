/**
 * Signed session cookies. Nothing is kept on the server but one secret in the data folder, so a restart logs nobody
 * out. A `local` session was given without a password and is worth something at this very machine only; a `password`
 * session ends when the password changes.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { mkdir, open, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Clock } from '../base/clock.ts'

export interface Session {
  readonly userId: string
  readonly kind: 'local' | 'password'
  /** The user's version when it was given. */
  readonly userVersion: number
  readonly issuedMs: number
}

export interface Sessions {
  readonly cookieName: string
  /** The cookie's value for a new session. */
  issue(session: Omit<Session, 'issuedMs'>): string
  /** Undefined for a value that we did not sign, or that is too old. */
  read(value: string): Session | undefined
  /** What a change must repeat in x-csrf-token: a foreign page can send the cookie, but cannot read this. */
  csrfToken(value: string): string
  isCsrfToken(value: string, token: string): boolean
  /** An id that only we can have given out for this purpose. */
  signed(purpose: 'share', id: string): string
  /** The id; undefined for what we did not sign. */
  readSigned(purpose: 'share', token: string): string | undefined
}

export const SESSION_MS = 30 * 24 * 3600 * 1000

const SECRET_FILE = 'session.secret'
const SECRET_BYTES = 32

export interface SessionsOptions {
  readonly dataFolder: string
  readonly clock: Clock
  /** What several processes share; without it a secret is made and kept in the data folder. */
  readonly secret?: string | undefined
}

export async function openSessions(options: SessionsOptions): Promise<Sessions> {
  const given = options.secret
  const secret =
    given === undefined ? await readOrMakeSecret(options.dataFolder) : createHash('sha256').update(given).digest()
  const sign = (purpose: string, text: string) =>
    createHmac('sha256', secret).update(`${purpose}\n${text}`).digest('base64url')
  const csrfToken = (value: string) => sign('csrf', value)
  return {
    // Cookies do not tell ports apart: two data folders on one host must not overwrite each other's session.
    cookieName: `vitrine_${createHash('sha256').update(secret).digest('hex').slice(0, 8)}`,
    issue(session) {
      const nonce = randomBytes(9).toString('base64url')
      const text = JSON.stringify({ ...session, issuedMs: options.clock.nowMs(), nonce })
      const payload = Buffer.from(text).toString('base64url')
      return `${payload}.${sign('session', payload)}`
    },
    read(value) {
      const [payload = '', signature = ''] = value.split('.')
      if (!isSame(sign('session', payload), signature)) return undefined
      const session = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Session
      return options.clock.nowMs() - session.issuedMs > SESSION_MS ? undefined : session
    },
    csrfToken,
    isCsrfToken: (value, token) => isSame(csrfToken(value), token),
    signed: (purpose, id) => `${id}.${sign(purpose, id)}`,
    readSigned(purpose, token) {
      const [id = '', signature = ''] = token.split('.')
      return isSame(sign(purpose, id), signature) ? id : undefined
    },
  }
}

function isSame(expected: string, given: string): boolean {
  const a = Buffer.from(expected)
  const b = Buffer.from(given)
  return a.length === b.length && timingSafeEqual(a, b)
}

async function readOrMakeSecret(folder: string): Promise<Buffer> {
  const file = path.join(folder, SECRET_FILE)
  const known = await readFile(file).catch(() => undefined)
  if (known?.length === SECRET_BYTES) return known
  await mkdir(folder, { recursive: true })
  const secret = randomBytes(SECRET_BYTES)
  const handle = await open(file, 'w', 0o600)
  try {
    await handle.chmod(0o600)
    await handle.writeFile(secret)
    await handle.sync()
  } finally {
    await handle.close()
  }
  return secret
}
