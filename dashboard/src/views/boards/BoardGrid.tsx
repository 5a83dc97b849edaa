import type { Panel } from '@vitrine/schemas/api'
import clsx from 'clsx'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { BoardPanel } from '../../parts/board/BoardPanel.tsx'
import type { BoardView } from '../../parts/board/board-view.ts'
import { panelTitle } from '../../parts/board/texts.ts'

const WIDTHS = ['sm:col-span-1', 'sm:col-span-2', 'sm:col-span-2 xl:col-span-3', 'sm:col-span-2 xl:col-span-4']

type Props = {
  panels: readonly Panel[]
  view: BoardView
  isStanding: boolean
  /** While the board is being built: what stands above each panel, and where a dragged one falls. */
  bar?: (panel: Panel, index: number) => ReactNode
  onPlace?: (id: string, at: string) => void
}

export function BoardGrid({ panels, view, isStanding, bar, onPlace }: Props) {
  const { t } = useTranslation()
  const [over, setOver] = useState<string>()
  return (
    <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
      {panels.map((panel, index) => (
        <li
          key={panel.id}
          className={clsx(
            'flex min-w-0 flex-col',
            WIDTHS[panel.width - 1],
            over === panel.id && 'outline-2 outline-focus',
          )}
          {...(onPlace === undefined
            ? {}
            : {
                onDragOver: (event) => {
                  event.preventDefault()
                  setOver(panel.id)
                },
                onDragLeave: () => setOver(undefined),
                onDrop: (event) => {
                  event.preventDefault()
                  setOver(undefined)
                  onPlace(event.dataTransfer.getData('text/plain'), panel.id)
                },
              })}
        >
          {bar?.(panel, index)}
          <BoardPanel panel={panel} title={panelTitle(t, isStanding, panel.title)} view={view} />
        </li>
      ))}
    </ul>
  )
}
