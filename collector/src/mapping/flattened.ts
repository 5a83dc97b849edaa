/** Lists that a convention flattened into keys: `llm.input_messages.0.message.content` and its like. */
import type { SpanView } from './span-view.ts'
import type { Dictionary } from './values.ts'

/** Indexes are sorted as numbers; gaps (attribute limits cut tails) close up. */
export function unflatten(view: SpanView, prefix: string): unknown[] {
  const root: Node = new Map()
  for (const key of view.keys()) {
    if (!key.startsWith(prefix) || !isDigit(key.charCodeAt(prefix.length))) continue
    place(root, key.slice(prefix.length).split('.'), view.get(key))
  }
  return listOf(root)
}

type Node = Map<string, Node | { readonly leaf: unknown }>

/** Keys nest as deep as their dots; hostile ones are cut. */
const MAX_DEPTH = 16

function place(root: Node, path: readonly string[], leaf: unknown): void {
  if (path.length > MAX_DEPTH) return
  let node = root
  for (const step of path.slice(0, -1)) {
    const next = node.get(step)
    if (next instanceof Map) node = next
    else {
      const made: Node = new Map()
      node.set(step, made)
      node = made
    }
  }
  const last = path.at(-1) as string
  if (!(node.get(last) instanceof Map)) node.set(last, { leaf })
}

function listOf(node: Node): unknown[] {
  return [...node.entries()].sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => valueFrom(child))
}

function valueFrom(child: Node | { readonly leaf: unknown }): unknown {
  if (!(child instanceof Map)) return child.leaf
  if ([...child.keys()].every((key) => /^\d+$/.test(key))) return listOf(child)
  const entries = [...child.entries()].map(([key, inner]) => [key, valueFrom(inner)] as const)
  return Object.fromEntries(entries) satisfies Dictionary
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}
