import type { AttributeValue } from '../mapping/span-view.ts'

/** An attribute as JSON: integers beyond 2^53 are decimal strings, bytes base64, and what JSON has no word for is text. */
export function jsonValueOf(value: AttributeValue | undefined): unknown {
  if (value === undefined) return null
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return value
}
