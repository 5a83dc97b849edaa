/** Cursors of the lists made here: the sort key of the last row, opaque to clients and checked when it comes back. */
import { ApiError } from './api-error.ts'

export function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

export function decodeCursor(cursor: string, kinds: readonly ('integer' | 'text')[]): readonly string[] {
  const parts = parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  const fits = (part: unknown, kind: 'integer' | 'text') =>
    typeof part === 'string' && (kind === 'text' || /^\d{1,19}$/.test(part))
  if (Array.isArray(parts) && parts.length === kinds.length && kinds.every((kind, index) => fits(parts[index], kind))) {
    return parts
  }
  throw new ApiError(400, 'invalid_cursor', 'cannot go on from this cursor', {
    advice: 'take next_cursor from the page before, or start without one',
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
