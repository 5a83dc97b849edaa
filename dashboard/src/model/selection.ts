/** Which rows of a list are picked: some by id, or everything that matches the filter. */

export type Selection = { readonly kind: 'some'; readonly ids: ReadonlySet<string> } | { readonly kind: 'matching' }

export const NOTHING_SELECTED: Selection = { kind: 'some', ids: new Set() }

export function toggleRow(selection: Selection, id: string, loaded: readonly string[]): Selection {
  const ids = new Set(selection.kind === 'some' ? selection.ids : loaded)
  if (!ids.delete(id)) ids.add(id)
  return { kind: 'some', ids }
}

/** Everything between two rows of the list, both included, added to what was picked. */
export function selectRange(
  selection: Selection,
  rows: readonly string[],
  ends: { from: string; to: string },
): Selection {
  const a = rows.indexOf(ends.from)
  const b = rows.indexOf(ends.to)
  if (a < 0 || b < 0) return selection
  const between = rows.slice(Math.min(a, b), Math.max(a, b) + 1)
  return { kind: 'some', ids: new Set([...(selection.kind === 'some' ? selection.ids : rows), ...between]) }
}

export function isSelected(selection: Selection, id: string): boolean {
  return selection.kind === 'matching' || selection.ids.has(id)
}

/** null when the number of matches is not known. */
export function selectedCount(selection: Selection, matching: number | null): number | null {
  return selection.kind === 'matching' ? matching : selection.ids.size
}
