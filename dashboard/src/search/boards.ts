import { pick } from './codec.ts'
import { TIME_KEYS, type TimeSearch } from './time.ts'

/**
 * A board as its URL has it. `compare=previous` draws the period before beside this one; `release` and `against` draw two
 * releases beside each other. `edit` opens the builder; `pick` is what its lists of choices narrow it to, as a filter;
 * `tv` leaves out everything but the panels.
 */
export type BoardSearch = TimeSearch & {
  q?: string
  compare?: string
  release?: string
  against?: string
  edit?: string
  pick?: string
  tv?: string
}

export function boardSearch(search: Record<string, unknown>): BoardSearch {
  return pick(search, [...TIME_KEYS, 'q', 'compare', 'release', 'against', 'edit', 'pick', 'tv'])
}
