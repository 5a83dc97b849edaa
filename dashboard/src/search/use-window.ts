// The window of the page, resolved once and moved on by refresh, so that every panel and the list ask for the same one.
import { useMemo } from 'react'
import { resolveRange, toRfc3339 } from '../model/time-range.ts'
import { useRefresh } from './refresh.ts'
import type { TimeSearch } from './time.ts'

export type PageWindow = {
  readonly fromMs: number
  readonly toMs: number
  /** RFC 3339, for requests. */
  readonly from: string
  readonly to: string
  readonly isRelative: boolean
}

export function usePageWindow({ range, from, to }: TimeSearch): PageWindow {
  const { readAtMs } = useRefresh()
  return useMemo(() => {
    const { window, isRelative } = resolveRange({ range, from, to }, readAtMs)
    return { ...window, from: toRfc3339(window.fromMs), to: toRfc3339(window.toMs), isRelative }
  }, [range, from, to, readAtMs])
}
