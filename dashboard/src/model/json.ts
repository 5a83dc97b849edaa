/**
 * A JSON reader that keeps what `JSON.parse` loses: integers beyond 2^53 and long decimals stay as written, keys
 * keep their order (also keys that look like numbers) and repeats of a key are all kept.
 */

export type JsonNode =
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, JsonNode])[] }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly text: string }
  /** `text` is the number as it was written. */
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'literal'; readonly text: 'true' | 'false' | 'null' }

/** Nesting deeper than this is shown as text: it would overflow the stack, and no reader could follow it. */
const DEEPEST = 400

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const SPACE = /[ \t\r\n]*/y
const PLAIN = /[^"\\]*/y

class NotJson extends Error {}

/** undefined when the text is not one whole JSON value. */
export function parseJson(text: string): JsonNode | undefined {
  const reader = createReader(text)
  try {
    const node = reader.value(0)
    return reader.isAtEnd() ? node : undefined
  } catch (error) {
    if (error instanceof NotJson) return undefined
    throw error
  }
}

/** Any plain value as a node: what an API answered parsed. */
export function toJsonNode(value: unknown): JsonNode {
  if (value === null || value === undefined) return { kind: 'literal', text: 'null' }
  if (typeof value === 'string') return { kind: 'string', text: value }
  if (typeof value === 'boolean') return { kind: 'literal', text: value ? 'true' : 'false' }
  if (typeof value === 'number' || typeof value === 'bigint') return { kind: 'number', text: String(value) }
  if (Array.isArray(value)) return { kind: 'array', items: value.map(toJsonNode) }
  return { kind: 'object', entries: Object.entries(value).map(([key, item]) => [key, toJsonNode(item)] as const) }
}

/** The node as JSON text again, exact; indented when asked. */
export function printJson(node: JsonNode, indent = 0, depth = 0): string {
  const pad = indent === 0 ? '' : `\n${' '.repeat(indent * (depth + 1))}`
  const end = indent === 0 ? '' : `\n${' '.repeat(indent * depth)}`
  switch (node.kind) {
    case 'string':
      return JSON.stringify(node.text)
    case 'number':
    case 'literal':
      return node.text
    case 'array':
      if (node.items.length === 0) return '[]'
      return `[${node.items.map((item) => pad + printJson(item, indent, depth + 1)).join(',')}${end}]`
    case 'object': {
      if (node.entries.length === 0) return '{}'
      const colon = indent === 0 ? ':' : ': '
      const parts = node.entries.map(
        ([key, item]) => pad + JSON.stringify(key) + colon + printJson(item, indent, depth + 1),
      )
      return `{${parts.join(',')}${end}}`
    }
  }
}

function createReader(text: string) {
  let at = 0
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? ''
    at += found.length
    return found
  }
  const expect = (mark: string): void => {
    if (text[at] !== mark) throw new NotJson()
    at += 1
  }
  const peek = (): string | undefined => {
    take(SPACE)
    return text[at]
  }
  function value(depth: number): JsonNode {
    if (depth > DEEPEST) throw new NotJson()
    const mark = peek()
    if (mark === '{') return object(depth)
    if (mark === '[') return array(depth)
    if (mark === '"') return { kind: 'string', text: string() }
    for (const literal of ['true', 'false', 'null'] as const) {
      if (text.startsWith(literal, at)) {
        at += literal.length
        return { kind: 'literal', text: literal }
      }
    }
    const number = take(NUMBER)
    if (number === '') throw new NotJson()
    return { kind: 'number', text: number }
  }
  function object(depth: number): JsonNode {
    const entries: (readonly [string, JsonNode])[] = []
    expect('{')
    if (peek() === '}') {
      at += 1
      return { kind: 'object', entries }
    }
    for (;;) {
      peek()
      const key = string()
      peek()
      expect(':')
      entries.push([key, value(depth + 1)])
      if (peek() !== ',') break
      at += 1
    }
    expect('}')
    return { kind: 'object', entries }
  }
  function array(depth: number): JsonNode {
    const items: JsonNode[] = []
    expect('[')
    if (peek() === ']') {
      at += 1
      return { kind: 'array', items }
    }
    for (;;) {
      items.push(value(depth + 1))
      if (peek() !== ',') break
      at += 1
    }
    expect(']')
    return { kind: 'array', items }
  }
  /** Finds the closing quote, then lets the platform undo the escapes of exactly this slice. */
  function string(): string {
    const start = at
    expect('"')
    for (;;) {
      take(PLAIN)
      const mark = text[at]
      if (mark === undefined) throw new NotJson()
      at += mark === '\\' ? 2 : 1
      if (mark === '"') break
    }
    try {
      return JSON.parse(text.slice(start, at)) as string
    } catch {
      throw new NotJson()
    }
  }
  const isAtEnd = (): boolean => peek() === undefined
  return { value, isAtEnd }
}
