import clsx from 'clsx'
import { ArrowDown, ArrowRight, ArrowUp } from 'lucide-react'
import { changeOf } from '../../model/overview.ts'
import { Icon } from '../../ui/Icon.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'

const ARROWS = { up: ArrowUp, down: ArrowDown, same: ArrowRight }
/** From this growth on a factor reads easier than per cents. */
const MANY_TIMES = 10

type ChangeProps = {
  now: number | null
  before: number | null
  isMoreWorse: boolean | undefined
  /** What it was before, in words. */
  title?: string
}

/** Arrow, sign and words: colour is not the only sign. */
export function Change({ now, before, isMoreWorse, title }: ChangeProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const change = changeOf(now, before)
  if (change.kind !== 'change') {
    return <span className="text-2xs whitespace-nowrap text-muted">{t('overview.noneBefore')}</span>
  }
  const isJudged = isMoreWorse !== undefined && change.direction !== 'same'
  const isBad = isJudged && (change.direction === 'up') === isMoreWorse
  return (
    <span
      className={clsx(
        'inline-flex items-center gap-0.5 text-xs',
        isBad ? 'text-error' : isJudged ? 'text-success' : 'text-muted',
      )}
      title={title ?? t('overview.changeHint')}
    >
      <Icon icon={ARROWS[change.direction]} className="size-3" />
      <span className="sr-only">{t(`overview.direction.${change.direction}`)}</span>
      <bdi>
        {change.ratio < MANY_TIMES
          ? format.percent(Math.abs(change.ratio))
          : `×${format.compact(Math.round(change.ratio + 1))}`}
      </bdi>
    </span>
  )
}
