// Search parameters are plain strings. The router's own codec would turn the id 1234567890123456 into a number and
// 10e4567890123456 into Infinity; here what is written is what is read.

/** `?a=1&b=x` as strings; of a repeated parameter the last one counts. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text.startsWith('?') ? text.slice(1) : text))
}

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '') params.append(key, String(value))
  }
  // Colons, commas and slashes are common in filters and zones and legal in a query: links stay readable.
  const text = params.toString().replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%2F', '/')
  return text === '' ? '' : `?${text}`
}

/** Keeps the named parameters that are there; everything else is dropped. */
export function pick<K extends string>(search: Record<string, unknown>, keys: readonly K[]): { [P in K]?: string } {
  const kept: { [P in K]?: string } = {}
  for (const key of keys) {
    const value = search[key]
    if (typeof value === 'string' && value !== '') kept[key] = value
    else if (typeof value === 'number' || typeof value === 'boolean') kept[key] = String(value)
  }
  return kept
}

/** The parameters with some of them changed; what is undefined goes. */
export function changed<S extends object>(search: S, change: { readonly [K in keyof S]?: S[K] | undefined }): S {
  const next: Record<string, unknown> = { ...search, ...change }
  for (const key of Object.keys(next)) if (next[key] === undefined) delete next[key]
  return next as S
}
