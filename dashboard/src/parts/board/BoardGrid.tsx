import type { Panel } from '@vitrine/schemas/api'
import clsx from 'clsx'
import { type ReactNode, useState } from 'react'
import { type PanelSize, sized } from '../../model/boards/edit.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { BoardPanel } from './BoardPanel.tsx'
import type { BoardView } from './board-view.ts'
import { ResizeHandle } from './ResizeHandle.tsx'
import { panelTitle } from './texts.ts'

const WIDTHS = ['sm:col-span-1', 'sm:col-span-2', 'sm:col-span-2 xl:col-span-3', 'sm:col-span-2 xl:col-span-4']

type Props = {
  panels: readonly Panel[]
  view: BoardView
  isStanding: boolean
  /** While the board is being built: what stands above each panel, and where a dragged one falls. */
  bar?: (panel: Panel, index: number) => ReactNode
  onPlace?: (id: string, at: string) => void
  onSize?: (id: string, size: PanelSize) => void
}

export function BoardGrid({ panels, view, isStanding, bar, onPlace, onSize }: Props) {
  const { t } = useTranslation()
  const [over, setOver] = useState<string>()
  /** While an edge is held. */
  const [held, setHeld] = useState<PanelSize & { id: string }>()
  const shown = panels.map((panel) => (panel.id === held?.id ? sized(panel, held) : panel))
  return (
    <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
      {shown.map((panel, index) => (
        <li
          key={panel.id}
          className={clsx(
            'relative flex min-w-0 flex-col',
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
          <BoardPanel panel={panel} title={panelTitle(t, isStanding, panel)} view={view} />
          {onSize !== undefined && (
            <ResizeHandle
              panel={panel}
              onHold={(size) => setHeld({ ...size, id: panel.id })}
              onSize={(size) => {
                setHeld(undefined)
                onSize(panel.id, size)
              }}
            />
          )}
        </li>
      ))}
    </ul>
  )
}
