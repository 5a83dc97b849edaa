import clsx from 'clsx'
import { ChartNoAxesGantt, ListTree, type LucideIcon, MessagesSquare, ScrollText, Share2 } from 'lucide-react'
import { Icon } from '../../ui/Icon.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useShortcut } from '../../ui/shortcuts.ts'
import { MODES, type Mode } from './modes.ts'

const ICONS: Readonly<Record<Mode, LucideIcon>> = {
  waterfall: ChartNoAxesGantt,
  tree: ListTree,
  transcript: MessagesSquare,
  graph: Share2,
  log: ScrollText,
}

interface ModeTabsProps {
  readonly mode: Mode
  readonly modes?: readonly Mode[]
  readonly onMode: (mode: Mode) => void
}

/** Five pictures of one trace. Which span is selected, closed or searched for stays as it is. */
export function ModeTabs({ mode, modes = MODES, onMode }: ModeTabsProps) {
  const { t } = useTranslation()
  MODES.forEach((one, at) => {
    // biome-ignore lint/correctness/useHookAtTopLevel: MODES is a constant
    useShortcut(
      { keys: `v ${at + 1}`, scope: 'panel', label: `trace.mode.${one}` },
      () => modes.includes(one) && onMode(one),
    )
  })
  return (
    <fieldset aria-label={t('trace.modes')} className="flex flex-wrap gap-0.5">
      {modes.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === mode}
          onClick={() => onMode(one)}
          className={clsx(
            'inline-flex h-7 items-center gap-1.5 rounded-control px-2 text-xs pointer-coarse:h-11',
            one === mode ? 'bg-selected font-bold' : 'text-muted hover:bg-hover hover:text-fg',
          )}
        >
          <Icon icon={ICONS[one]} className="size-3.5" />
          {t(`trace.mode.${one}`)}
        </button>
      ))}
    </fieldset>
  )
}
