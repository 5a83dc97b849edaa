import { useMatches } from '@tanstack/react-router'

const TIMED = [
  '/p/$project/overview',
  '/p/$project/traces',
  '/p/$project/sessions',
  '/p/$project/users',
  '/p/$project/dashboards/$board',
]

/** Whether the page that is open reads what was sent in a time range, through a filter. */
export function useIsTimed(): boolean {
  return useMatches({ select: (matches) => matches.some(({ fullPath }) => TIMED.includes(fullPath)) })
}
