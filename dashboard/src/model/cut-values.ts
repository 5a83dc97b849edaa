/**
 * A value that a page can draw, from one of many megabytes: of long texts and long lists the beginning and the end are
 * kept, and what lies between is counted. Nothing is left out in silence: the place of every cut says how much is missing.
 */

export interface CutLimits {
  /** Characters of one text; of more, head and tail are kept. */
  readonly text: number
  readonly tail: number
  readonly items: number
  readonly lastItems: number
}

export const PAGE_LIMITS: CutLimits = { text: 60_000, tail: 4_000, items: 400, lastItems: 20 }

export interface Cut {
  readonly value: unknown
  /** Texts and lists that were cut. */
  readonly cuts: number
}

export function cutValue(value: unknown, limits: CutLimits = PAGE_LIMITS): Cut {
  let cuts = 0
  return { value: visit(value), cuts }

  function visit(node: unknown): unknown {
    if (typeof node === 'string') {
      if (node.length <= limits.text + limits.tail) return node
      cuts += 1
      const missing = node.length - limits.text - limits.tail
      return `${node.slice(0, limits.text)}\n… [${missing.toLocaleString('en')} characters are not shown] …\n${node.slice(-limits.tail)}`
    }
    if (Array.isArray(node)) {
      if (node.length <= limits.items + limits.lastItems) return node.map(visit)
      cuts += 1
      const missing = node.length - limits.items - limits.lastItems
      return [
        ...node.slice(0, limits.items).map(visit),
        `… [${missing.toLocaleString('en')} items are not shown] …`,
        ...node.slice(-limits.lastItems).map(visit),
      ]
    }
    if (typeof node !== 'object' || node === null) return node
    return Object.fromEntries(Object.entries(node).map(([key, one]) => [key, visit(one)]))
  }
}
