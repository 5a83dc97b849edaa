import { pick } from './codec.ts'
import { TIME_KEYS, type TimeSearch } from './time.ts'

/** Of the lists of sessions and users. */
export type GroupsSearch = TimeSearch & { q?: string; sort?: string }

export function groupsSearch(search: Record<string, unknown>): GroupsSearch {
  return pick(search, [...TIME_KEYS, 'q', 'sort'])
}

/** Of one session or user: the turn that is looked at, and what of the turns is shown. */
export type GroupSearch = { turn?: string; show?: string }

export function groupSearch(search: Record<string, unknown>): GroupSearch {
  return pick(search, ['turn', 'show'])
}
