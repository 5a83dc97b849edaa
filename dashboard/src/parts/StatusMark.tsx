import { CircleDashed, CircleOff, CircleSmall, OctagonAlert } from 'lucide-react'
import { Icon } from '../ui/Icon.tsx'
import { useTranslation } from '../ui/i18n.ts'

/** Status by icon and word; with `isCompact` the word is for screen readers and the tooltip. Ok has no colour. */
export function StatusMark({
  status,
  isRunning,
  isCompact,
}: {
  status: string
  isRunning: boolean
  isCompact?: boolean
}) {
  const { t } = useTranslation()
  const word = t(`trace.status.${isRunning ? 'running' : status}`)
  const look = isRunning
    ? { icon: CircleDashed, colour: 'text-running' }
    : status === 'error'
      ? { icon: OctagonAlert, colour: 'text-error' }
      : status === 'abandoned'
        ? { icon: CircleOff, colour: 'text-warning' }
        : { icon: CircleSmall, colour: 'text-faint' }
  return (
    <span
      className={`inline-flex shrink-0 items-center gap-1 align-middle ${look.colour}`}
      title={isCompact ? word : undefined}
    >
      <Icon icon={look.icon} />
      <span className={isCompact ? 'sr-only' : 'text-xs'}>{word}</span>
    </span>
  )
}
