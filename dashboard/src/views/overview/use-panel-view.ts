import { useMemo } from 'react'
import type { Landmark } from '../../model/boards/landmarks.ts'
import type { BoardView } from '../../parts/board/board-view.ts'
import { usePreferences } from '../../ui/preferences.ts'
import { zoneName } from '../../ui/zone.ts'
import type { Overview } from './use-overview.ts'

type Options = {
  project: string
  overview: Overview
  landmarks: readonly Landmark[]
  onZoom: BoardView['onZoom']
}

/** What the address of the overview means to panels of a board. */
export function usePanelView({ project, overview, landmarks, onZoom }: Options): BoardView {
  const { fromMs, toMs } = overview.window
  const { timeZone, calendar } = usePreferences()
  const { q = '' } = overview
  return useMemo(
    () => ({
      project,
      window: { fromMs, toMs },
      tz: zoneName(timeZone),
      calendar,
      q,
      compare: undefined,
      releases: undefined,
      landmarks,
      onZoom,
    }),
    [project, fromMs, toMs, timeZone, calendar, q, landmarks, onZoom],
  )
}
