/** Reading bodies of clients that we do not control: whatever is not of the expected type is not there. */
export type Fields = Readonly<Record<string, unknown>>

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

/** Parts of a value that are written at most: beyond these, writing would be felt in the event loop. */
export const MAX_PARTS = 20_000

/** One more than is written of a longer list, so that its end is told as cut. */
export function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) return []
  return value.length > MAX_PARTS ? value.slice(0, MAX_PARTS + 1) : value
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** The JSON inside a string where there is any: tool arguments are text that holds JSON, mostly. */
export function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

/** Only what somebody said. */
export function present<T>(fields: Readonly<Record<string, T | undefined>>): Record<string, T> {
  return setAll<Record<string, T>>({}, fields)
}

/**
 * Sets what was said. Objects whose names differ from one to the next are spread and assigned outside of compiled code;
 * a plain loop is ten times as quick.
 */
export function setAll<Target extends Record<string, unknown>>(
  target: Target,
  ...sources: Readonly<Record<string, Target[string] | undefined>>[]
): Target {
  const into: Record<string, unknown> = target
  for (const source of sources)
    for (const key in source) {
      const value = source[key]
      if (value !== undefined) into[key] = value
    }
  return target
}
