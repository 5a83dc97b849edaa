import type { CountAnswer } from '@vitrine/schemas/api'
import { Radio } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { useShortcut } from '../../ui/shortcuts.ts'
import { useFormat } from '../../ui/use-format.ts'
import type { Live } from './use-live.ts'

export interface ResultLineProps {
  readonly loaded: number
  readonly matching: CountAnswer | undefined
  /** Of the window without the filter; undefined while no filter is set. */
  readonly total: CountAnswer | undefined
  readonly live: Live
  readonly isReading: boolean
}

export function ResultLine({ loaded, matching, total, live, isReading }: ResultLineProps) {
  const { t } = useTranslation()
  const format = useFormat()
  useShortcut({ keys: 'l', scope: 'page', label: 'traces.keys.live' }, live.toggle)
  const word = (count: CountAnswer) =>
    count.exact ? format.number(count.n) : t('traces.about', { n: format.number(count.n) })
  const text =
    matching === undefined
      ? t('traces.counting')
      : total === undefined
        ? t('traces.count', { count: matching.n, n: word(matching) })
        : t('traces.nOfM', { count: total.n, n: word(matching), m: word(total) })
  return (
    <div className="flex min-h-7 flex-wrap items-center gap-3 text-muted text-xs">
      <span role="status" data-testid="result-line">
        {text}
      </span>
      {matching !== undefined && loaded < matching.n && <span>{t('traces.loaded', { n: format.number(loaded) })}</span>}
      {isReading && <span>{t('traces.reading')}</span>}
      <span className="grow" />
      <Button size="small" look={live.isOn ? 'primary' : 'plain'} aria-pressed={live.isOn} onPress={live.toggle}>
        <Icon icon={Radio} />
        {live.isResting ? t('traces.liveResting') : t('traces.live')}
      </Button>
    </div>
  )
}
