/** The rows of a JSON tree that are on view, for a virtual list: only what is expanded is walked. */

import type { JsonNode } from './json.ts'
import { cut } from './preview.ts'

/** A string longer than this is cut in its row until someone asks for the rest. */
export const STRING_CUT = 2_000

export interface JsonRow {
  /** JSON pointer-like path, unique among rows: `/messages/0/content`. */
  readonly path: string
  readonly depth: number
  /** Property name or array index; undefined for the top value. */
  readonly key: string | undefined
  readonly kind: JsonNode['kind']
  /** The value's text; for containers ''. */
  readonly text: string
  /** Characters hidden by the cut. */
  readonly hidden: number
  readonly childCount: number
  readonly isExpanded: boolean
}

export interface JsonView {
  /** Containers at this depth or less are open unless toggled; the rest are closed unless toggled. */
  readonly openDepth: number
  /** Paths whose state differs from what the depth says. */
  readonly toggled: ReadonlySet<string>
  /** Paths of strings shown whole. */
  readonly whole: ReadonlySet<string>
}

export function jsonRows(root: JsonNode, view: JsonView): readonly JsonRow[] {
  const rows: JsonRow[] = []
  const stack: { node: JsonNode; path: string; depth: number; key: string | undefined }[] = [
    { node: root, path: '', depth: 0, key: undefined },
  ]
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, path, depth, key } = top
    const children = childrenOf(node)
    const isExpanded = children.length > 0 && depth <= view.openDepth !== view.toggled.has(path)
    const shown = textOf(node, view.whole.has(path))
    rows.push({ path, depth, key, kind: node.kind, ...shown, childCount: children.length, isExpanded })
    if (!isExpanded) continue
    for (let i = children.length - 1; i >= 0; i -= 1) {
      const child = children[i]
      if (child === undefined) continue
      stack.push({
        node: child.node,
        path: `${path}/${i}:${child.key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
        depth: depth + 1,
        key: child.key,
      })
    }
  }
  return rows
}

/** Flips one path in a set, as a new set. */
export function toggled(set: ReadonlySet<string>, path: string): ReadonlySet<string> {
  const next = new Set(set)
  if (!next.delete(path)) next.add(path)
  return next
}

function childrenOf(node: JsonNode): readonly { key: string; node: JsonNode }[] {
  if (node.kind === 'object') return node.entries.map(([key, item]) => ({ key, node: item }))
  if (node.kind === 'array') return node.items.map((item, index) => ({ key: String(index), node: item }))
  return []
}

function textOf(node: JsonNode, isWhole: boolean): { text: string; hidden: number } {
  if (node.kind === 'object' || node.kind === 'array') return { text: '', hidden: 0 }
  if (node.kind !== 'string' || isWhole) return { text: node.text, hidden: 0 }
  const glimpse = cut(node.text, STRING_CUT)
  return { text: glimpse.text, hidden: glimpse.rest }
}

/** Places of the rows whose key or value holds the words, in any case. */
export function rowsLike(rows: readonly JsonRow[], search: string): readonly number[] {
  const wanted = search.trim().toLowerCase()
  if (wanted === '') return []
  return rows.flatMap((row, at) =>
    row.key?.toLowerCase().includes(wanted) === true || row.text.toLowerCase().includes(wanted) ? [at] : [],
  )
}

/** A row's path as JSONPath: `$.messages[0].content`. */
export function jsonPath(row: JsonRow): string {
  const keys = row.path.split('/').slice(1)
  return keys.reduce((path, step) => {
    const key = step
      .slice(step.indexOf(':') + 1)
      .replaceAll('~1', '/')
      .replaceAll('~0', '~')
    if (/^\d+$/.test(key)) return `${path}[${key}]`
    return /^[A-Za-z_]\w*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`
  }, '$')
}
