import type { Panel } from '@vitrine/schemas/api'
import { standingBoard } from '@vitrine/schemas/boards'
import { useMemo } from 'react'
import { BoardGrid } from '../../parts/board/BoardGrid.tsx'
import type { BoardView } from '../../parts/board/board-view.ts'

/** What the page shows in charts and tables of its own. */
const OWN = new Set(['traffic', 'latency', 'costByModel', 'tokensOverTime', 'models'].map((id) => `overview.${id}`))
const isOfScores = ({ query }: Panel) => query.metrics.some((metric) => metric.startsWith('score:'))

type PanelsProps = { view: BoardView; scores: readonly string[]; part: 'work' | 'scores' }

/** Of the board of the same name: each asks for its numbers once it comes near the screen. */
export function Panels({ view, scores, part }: PanelsProps) {
  const names = scores.join()
  const panels = useMemo(() => {
    const further = standingBoard('overview', names === '' ? [] : names.split(',')).panels.filter(
      ({ id, chart }) => chart !== 'number' && !OWN.has(id),
    )
    return further
      .filter((panel) => isOfScores(panel) === (part === 'scores'))
      .map((panel) => (panel.chart === 'table' ? { ...panel, width: 4 } : panel))
  }, [names, part])
  return panels.length === 0 ? null : <BoardGrid panels={panels} view={view} isStanding />
}
