/** Lists that somebody set up and named: everything of the list that stands in its URL, without what is open beside it. */

export type ViewSearch = Readonly<Record<string, string>>

export interface SavedView {
  readonly id: string
  readonly name: string
  readonly search: ViewSearch
}

/** What makes a list; the rest of its URL is where its reader is just now. */
const KEPT = ['scope', 'q', 'sort', 'cols', 'density', 'group', 'range', 'from', 'to'] as const

export function viewOf(search: Readonly<Record<string, string | undefined>>): ViewSearch {
  return Object.fromEntries(
    KEPT.flatMap((key) => {
      const value = search[key]
      return value === undefined || value === '' ? [] : [[key, value] as const]
    }),
  )
}

/** Whether a list is still as its view has it. A view without a time range says nothing about time. */
export function isAsSaved(view: SavedView, search: Readonly<Record<string, string | undefined>>): boolean {
  const now = viewOf(search)
  const saysTime = ['range', 'from', 'to'].some((key) => key in view.search)
  return KEPT.every(
    (key) => view.search[key] === now[key] || (!saysTime && (key === 'range' || key === 'from' || key === 'to')),
  )
}

/** Views that every project has; their names are in the catalogues. */
export const SHIPPED_VIEWS: readonly SavedView[] = [
  { id: 'errors', name: 'errors', search: { q: 'trace.errors>0' } },
  { id: 'slow', name: 'slow', search: { sort: '-duration' } },
  { id: 'expensive', name: 'expensive', search: { sort: '-cost' } },
  { id: 'toolFailures', name: 'toolFailures', search: { scope: 'tools', q: 'status:error' } },
  { id: 'emptyRetrievals', name: 'emptyRetrievals', search: { q: 'has(kind:retrieval documents:0)' } },
  { id: 'cutShort', name: 'cutShort', search: { scope: 'calls', q: 'finish_reason:length,max_tokens' } },
  { id: 'unpriced', name: 'unpriced', search: { scope: 'calls', q: 'has:unpriced' } },
  { id: 'noScore', name: 'noScore', search: { q: '-has:score' } },
]
