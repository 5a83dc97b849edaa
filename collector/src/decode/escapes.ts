/**
 * Python's json.dumps writes every letter beyond ASCII as \uXXXX, and nobody searches for that. Inside stored JSON
 * text the escapes from U+0080 up are undone, so that the JSON stays equivalent and its words can be found.
 */
const BACKSLASH = 0x5c
const SMALL_U = 0x75
const MARK = Buffer.from('\\u')

/** The same bytes where there is nothing to undo (a native scan), else a copy. */
export function undoEscapes(bytes: Buffer): Buffer {
  if (!looksLikeJson(bytes)) return bytes
  const first = bytes.indexOf(MARK)
  return first < 0 ? bytes : rewrite(bytes, first)
}

/** Only JSON text has escapes; in plain text a backslash is a backslash. */
function looksLikeJson(bytes: Buffer): boolean {
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) continue
    return byte === 0x7b || byte === 0x5b || byte === 0x22
  }
  return false
}

function rewrite(bytes: Buffer, first: number): Buffer {
  const out = Buffer.allocUnsafe(bytes.length)
  const from = startOfBackslashes(bytes, first)
  bytes.copy(out, 0, 0, from)
  let to = from
  let at = from
  while (at < bytes.length) {
    const byte = bytes[at] as number
    if (byte !== BACKSLASH) {
      out[to++] = byte
      at++
      continue
    }
    const point = bytes[at + 1] === SMALL_U ? codePointAt(bytes, at) : undefined
    if (point === undefined) {
      // An escape of another kind, `\\` above all: both bytes as they are.
      out[to++] = byte
      if (at + 1 < bytes.length) out[to++] = bytes[at + 1] as number
      at += 2
      continue
    }
    to += out.write(String.fromCodePoint(point), to, 'utf8')
    at += point > 0xffff ? 12 : 6
  }
  return to === bytes.length ? bytes : out.subarray(0, to)
}

/** A run of backslashes must be read from its start: in `\\u0041` the u is not escaped. */
function startOfBackslashes(bytes: Buffer, at: number): number {
  let start = at
  while (start > 0 && bytes[start - 1] === BACKSLASH) start--
  return start
}

/** The code point of the escape at `at`, a surrogate pair as one; undefined below U+0080 and for a lone surrogate. */
function codePointAt(bytes: Buffer, at: number): number | undefined {
  const high = hexAt(bytes, at + 2)
  if (high === undefined || high < 0x80) return undefined
  if (high < 0xd800 || high > 0xdfff) return high
  if (high > 0xdbff || bytes[at + 6] !== BACKSLASH || bytes[at + 7] !== SMALL_U) return undefined
  const low = hexAt(bytes, at + 8)
  if (low === undefined || low < 0xdc00 || low > 0xdfff) return undefined
  return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)
}

function hexAt(bytes: Buffer, at: number): number | undefined {
  if (at + 4 > bytes.length) return undefined
  let value = 0
  for (let i = at; i < at + 4; i++) {
    const digit = hexDigit(bytes[i] as number)
    if (digit < 0) return undefined
    value = value * 16 + digit
  }
  return value
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}
