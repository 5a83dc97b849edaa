/** Where a page ended: its last key and id, so that new spans never shift the next page. */
import { createHash } from 'node:crypto'
import { QueryError } from './query-error.ts'

export interface Position {
  /** Decimal text; null = nobody said, which sorts last. */
  readonly key: string | null
  readonly id: string
}

/** What the cursor belongs to: a cursor of another filter or sort is refused. */
export function fingerprint(parts: readonly unknown[]): string {
  const text = JSON.stringify(parts, (_, value) => (typeof value === 'bigint' ? String(value) : value))
  return createHash('sha256').update(text).digest('base64url').slice(0, 10)
}

export function writeCursor(position: Position, owner: string): string {
  return Buffer.from(JSON.stringify([owner, position.key, position.id])).toString('base64url')
}

export function readCursor(text: string | undefined, owner: string): Position | undefined {
  if (text === undefined) return undefined
  const [owned, key, id] = parts(text)
  const isKey = key === null || (typeof key === 'string' && /^-?\d{1,26}(\.\d{1,12})?$/.test(key))
  if (owned !== owner || !isKey || typeof id !== 'string') {
    throw new QueryError(
      'invalid_cursor',
      'cannot continue from this cursor: it belongs to another list, filter or sort',
      'repeat the request that gave the cursor with nothing but the cursor added',
    )
  }
  return { key, id }
}

function parts(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}
