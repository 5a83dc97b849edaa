/**
 * API keys: made here, kept as hashes, found in memory. A key of ours has 160 random bits, so a plain SHA-256 is the
 * right hash: there is nothing to guess, and doors look up thousands of keys a second, which a slow password hash
 * would forbid. (Passwords are guessable; they go through scrypt, see passwords.ts.)
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { KeyDirectory, KeyIdentity } from '../base/principal.ts'
import type { KeyRow } from './rows.ts'

/** In hex, so that a double click selects the whole key. */
const KEY_BYTES = 20

export interface KeyPair {
  readonly publicKey: string
  readonly key: string
}

export function makeKeyPair(): KeyPair {
  return { publicKey: `vt_pk_${randomText()}`, key: `vt_sk_${randomText()}` }
}

export function hashKey(key: string): string {
  return createHash('sha256').update(key, 'utf8').digest('hex')
}

/** What lists and logs show of a key. A key given by the environment may be short, so little of it is shown. */
export function prefixOf(key: string): string {
  return /^vt_[ps]k_/.test(key) ? key.slice(0, 12) : key.slice(0, 4)
}

/** 160 random bits: signs what is sent to others. */
export function makeSecret(prefix: string): string {
  return `${prefix}_${randomText()}`
}

export function randomId(prefix: string): string {
  return `${prefix}_${randomBytes(9).toString('hex')}`
}

export interface KeyBookOptions {
  readonly adminKey?: string | undefined
  /** The project that takes spans without a key, asked at every lookup. */
  readonly keylessProject: () => string | undefined
}

/** The directory that the doors hold: replaced as a whole whenever keys change. */
export interface KeyBook extends KeyDirectory {
  replace(rows: readonly KeyRow[]): void
}

export function createKeyBook(options: KeyBookOptions): KeyBook {
  const adminHash = options.adminKey ? Buffer.from(hashKey(options.adminKey), 'hex') : undefined
  let byHash = new Map<string, KeyIdentity>()
  return {
    find: (key) => byHash.get(hashKey(key)),
    keylessProject: options.keylessProject,
    isAdmin: (key) => adminHash !== undefined && timingSafeEqual(adminHash, Buffer.from(hashKey(key), 'hex')),
    replace(rows) {
      byHash = new Map(
        rows
          .filter((row) => row.deleted === 0)
          .map((row) => [row.hash, { keyId: row.key_id, projectId: row.project_id, kind: row.kind }]),
      )
    },
  }
}

function randomText(): string {
  return randomBytes(KEY_BYTES).toString('hex')
}
