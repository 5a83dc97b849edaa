import { ChevronDown } from 'lucide-react'
import { useEffect } from 'react'
import { useNow } from '../parts/use-now.ts'
import { NEVER, refreshEvery, useRefresh } from '../search/refresh.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { Menu } from '../ui/Menu.tsx'
import { useFormat } from '../ui/use-format.ts'

/** Seconds between two readings. */
const CHOICES = [NEVER, 5, 15, 60, 300] as const

/** How old the numbers of the page are, and how often they are read again by themselves: for all pages of this tab. */
export function Freshness({ onRead }: { onRead: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { readAtMs, everyS } = useRefresh()
  const nowMs = Math.max(useNow(5_000), readAtMs)
  useEffect(() => {
    if (everyS === NEVER) return
    const timer = setInterval(() => {
      if (!document.hidden) onRead()
    }, everyS * 1_000)
    return () => clearInterval(timer)
  }, [everyS, onRead])
  const wordOf = (seconds: number) =>
    seconds === NEVER ? t('time.byHand') : t('time.every', { time: format.durationMs(seconds * 1_000) })
  const ago = t('time.readAgo', { ago: format.ago(new Date(readAtMs), nowMs) })
  return (
    <Menu
      label={t('time.again')}
      trigger={
        <Button look="quiet" size="small" aria-label={t('time.againNow', { ago, how: wordOf(everyS) })}>
          <bdi className="text-muted tabular-nums max-xl:hidden">{ago}</bdi>
          {everyS !== NEVER && <bdi className="text-muted">{wordOf(everyS)}</bdi>}
          <Icon icon={ChevronDown} />
        </Button>
      }
      entries={CHOICES.map((seconds) => ({
        id: String(seconds),
        text: wordOf(seconds),
        isSelected: seconds === everyS,
      }))}
      onAction={(id) => refreshEvery(Number(id))}
    />
  )
}
