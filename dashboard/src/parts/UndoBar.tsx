import { type ReactNode, useEffect } from 'react'
import { Button } from '../ui/Button.tsx'
import { useTranslation } from '../ui/i18n.ts'

/** How long a change can be taken back from the page. */
const UNDO_MS = 10_000

export interface UndoBarProps {
  readonly text: ReactNode
  readonly onUndo: () => void
  readonly onGone: () => void
}

export function UndoBar({ text, onUndo, onGone }: UndoBarProps) {
  const { t } = useTranslation()
  useEffect(() => {
    const timer = setTimeout(onGone, UNDO_MS)
    return () => clearTimeout(timer)
  }, [onGone])
  return (
    <div
      role="status"
      className="fixed inset-x-4 bottom-4 z-20 mx-auto flex max-w-md items-center gap-3 rounded-card border border-line bg-raised px-4 py-2 shadow-float"
    >
      <span className="grow">{text}</span>
      <Button size="small" onPress={onUndo}>
        {t('common.undo')}
      </Button>
    </div>
  )
}
