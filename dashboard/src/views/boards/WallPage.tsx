import type { Panel } from '@vitrine/schemas/api'
import { Minimize } from 'lucide-react'
import { useCallback } from 'react'
import { BoardGrid } from '../../parts/board/BoardGrid.tsx'
import type { BoardView } from '../../parts/board/board-view.ts'
import { useRefresh } from '../../search/refresh.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Page } from '../../ui/Page.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { leaveScreen, useWall } from './use-wall.ts'

type Props = {
  title: string
  panels: readonly Panel[]
  view: BoardView
  isStanding: boolean
  onLeave: () => void
}

/** A board for a screen on the wall: its panels alone, read again every minute. */
export function WallPage({ title, panels, view, isStanding, onLeave }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { readAtMs } = useRefresh()
  const leave = useCallback(() => {
    leaveScreen()
    onLeave()
  }, [onLeave])
  useWall(onLeave)
  return (
    <Page
      title={title}
      actions={
        <span className="flex items-center gap-2 text-xs text-muted">
          {t('boards.readAt', { time: format.dayClock(new Date(readAtMs)) })}
          <IconButton icon={Minimize} label={t('boards.leaveWall')} onPress={leave} />
        </span>
      }
    >
      <BoardGrid panels={panels} view={view} isStanding={isStanding} />
    </Page>
  )
}
