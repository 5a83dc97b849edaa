import { joined } from '@vitrine/schemas/boards'
import { useMemo } from 'react'
import { windowSearch } from '../../model/time-range.ts'
import type { BoardView } from '../../parts/board/board-view.ts'
import { useLandmarks } from '../../parts/board/use-landmarks.ts'
import type { BoardSearch } from '../../search/boards.ts'
import { usePageWindow } from '../../search/use-window.ts'
import { usePreferences } from '../../ui/preferences.ts'
import { zoneName } from '../../ui/zone.ts'

type Options = {
  project: string
  search: BoardSearch
  /** The board's own filter, which holds beside the page's. */
  q: string | undefined
  onSearch: (change: { [K in keyof BoardSearch]?: BoardSearch[K] | undefined }) => void
}

/** What the address of a board means to its panels. */
export function useBoardView({ project, search, q, onSearch }: Options): BoardView {
  const { fromMs, toMs } = usePageWindow(search)
  const window = useMemo(() => ({ fromMs, toMs }), [fromMs, toMs])
  const landmarks = useLandmarks(project, window)
  const { timeZone, calendar } = usePreferences()
  const { release, against, compare } = search
  return useMemo(
    () => ({
      project,
      window,
      tz: zoneName(timeZone),
      calendar,
      q: joined(q, search.q, search.pick),
      compare: compare === 'previous' ? 'previous' : undefined,
      releases: release === undefined || against === undefined ? undefined : ([release, against] as const),
      landmarks,
      onZoom: (from, to) => onSearch({ range: undefined, ...windowSearch({ fromMs: from, toMs: to }) }),
    }),
    [project, window, landmarks, timeZone, calendar, q, search.q, search.pick, compare, release, against, onSearch],
  )
}
