// The zone of the times on a page as it stands in its URL: whoever follows the link reads the same days and hours.
import type { SearchMiddleware } from '@tanstack/react-router'
import { pick } from './codec.ts'

export type ZoneSearch = { tz?: string }

export function zoneSearch(search: Record<string, unknown>): ZoneSearch {
  return pick(search, ['tz'])
}

/** Every link keeps the zone of its page; without one there, that which the reader chose for himself. */
export function keepZone(own: () => string): SearchMiddleware<ZoneSearch> {
  return ({ search, next }) => {
    const result = next(search)
    if ('tz' in result) return result
    const tz = search.tz ?? own()
    return tz === '' ? result : { ...result, tz }
  }
}
