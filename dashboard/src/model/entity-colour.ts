// A colour belongs to a thing (a model, a score), never to its place in a list: the same name has the same colour on
// every chart, page and day. Two things that meet on one colour in one chart differ by pattern or dash.

/** How many hues the palette has; their order is that of the tokens in ui/charts/palette.ts. */
export const SLOTS = 8

export type Dress = { readonly slot: number; readonly variant: number }

/** FNV-1a over the UTF-16 units, folded to a slot. */
export function slotOf(type: string, value: string): number {
  let hash = 0x811c9dc5
  for (const unit of `${type}\0${value}`) hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return ((hash >>> 16) ^ (hash & 0xffff)) % SLOTS
}

/** Slots for the things of one chart, and a variant (0, 1, 2 …) for each further thing on the same slot. */
export function dressAll(type: string, values: readonly string[]): ReadonlyMap<string, Dress> {
  const worn = new Map<number, number>()
  const dresses = new Map<string, Dress>()
  for (const value of [...new Set(values)].sort()) {
    const slot = slotOf(type, value)
    const variant = worn.get(slot) ?? 0
    worn.set(slot, variant + 1)
    dresses.set(value, { slot, variant })
  }
  return dresses
}
