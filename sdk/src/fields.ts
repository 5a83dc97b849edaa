/** Reading bodies of clients that we do not control: whatever is not of the expected type is not there. */
export type Fields = Readonly<Record<string, unknown>>

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
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
  const said: Record<string, T> = {}
  for (const key in fields) {
    const value = fields[key]
    if (value !== undefined) said[key] = value
  }
  return said
}
