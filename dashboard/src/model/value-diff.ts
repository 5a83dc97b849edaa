/** What differs between two values that clients sent: words of texts, lines of JSON whatever the order of its keys. */

import { diffLines, diffWordsWithSpace } from 'diff'
import { type JsonNode, parseJson, printJson, toJsonNode } from './json.ts'

export interface DiffPart {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/** Longer texts are compared by lines: words of a hundred pages take a second. */
const MOST_WORDS_TEXT = 20_000
const PATIENCE_MS = 400

/** undefined when the values are too different to be compared in time. */
export function diffValues(a: unknown, b: unknown): readonly DiffPart[] | undefined {
  const [left, right] = [textOf(a), textOf(b)]
  if (left === right) return [{ kind: 'same', text: left }]
  const isLong = left.length + right.length > MOST_WORDS_TEXT
  const isJson = isStructure(a) || isStructure(b)
  const parts =
    isLong || isJson
      ? diffLines(left, right, { timeout: PATIENCE_MS })
      : diffWordsWithSpace(left, right, { timeout: PATIENCE_MS })
  return parts?.map((part) => ({ kind: part.added ? 'added' : part.removed ? 'removed' : 'same', text: part.value }))
}

export function isSame(parts: readonly DiffPart[]): boolean {
  return parts.every((part) => part.kind === 'same')
}

function isStructure(value: unknown): boolean {
  return nodeOf(value) !== undefined
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  const node = nodeOf(value)
  if (node === undefined) return String(value)
  return printJson(sorted(node), 2)
}

/** Objects and lists, also when they came as text. */
function nodeOf(value: unknown): JsonNode | undefined {
  const node = typeof value === 'string' ? (/^\s*[[{]/.test(value) ? parseJson(value) : undefined) : toJsonNode(value)
  return node?.kind === 'object' || node?.kind === 'array' ? node : undefined
}

function sorted(node: JsonNode): JsonNode {
  if (node.kind === 'array') return { kind: 'array', items: node.items.map(sorted) }
  if (node.kind !== 'object') return node
  const entries = node.entries.map(([key, value]) => [key, sorted(value)] as const)
  return { kind: 'object', entries: entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)) }
}
