import clsx from 'clsx'
import { ArrowDown, ArrowRight, ArrowUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { changeOf } from '../../model/overview.ts'
import { Sparkline } from '../../ui/charts/Sparkline.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useFormat } from '../../ui/use-format.ts'

export type TileProps = {
  title: ReactNode
  isFailed?: boolean
  value?: string
  exact?: string | undefined
  now?: number | null
  /** undefined: nothing is compared. */
  before?: number | null | undefined
  points?: readonly (number | null)[]
  upIsBad?: boolean
  note?: ReactNode
}

export function Tile({ title, isFailed, value, exact, now, before, points, upIsBad, note }: TileProps) {
  const { t } = useTranslation()
  return (
    <li className="flex min-h-28 flex-col justify-between gap-1 rounded-card border border-line p-3">
      <h2 className="text-xs font-normal text-muted">{title}</h2>
      {value === undefined ? (
        isFailed ? (
          <p className="text-error">{t('overview.tileFailed')}</p>
        ) : (
          <Skeleton className="h-9" />
        )
      ) : (
        <p className={clsx('font-bold', value.length > 8 ? 'text-lg leading-9' : 'text-2xl')} title={exact}>
          <data value={now ?? undefined} dir="auto">
            {value}
          </data>
        </p>
      )}
      {note !== undefined && <span className="self-start">{note}</span>}
      <div className="flex min-h-6 items-end justify-between gap-2">
        {before === undefined || now === undefined ? <span /> : <Change now={now} before={before} upIsBad={upIsBad} />}
        {points !== undefined && (
          <span dir="ltr" className="min-w-0 overflow-hidden">
            <Sparkline points={points} widthPx={72} />
          </span>
        )}
      </div>
    </li>
  )
}

/** From this growth on a factor reads easier than per cents. */
const MANY_TIMES = 10

const ARROWS = { up: ArrowUp, down: ArrowDown, same: ArrowRight }

type ChangeProps = { now: number | null; before: number | null; upIsBad: boolean | undefined }

/** Arrow, sign and words: colour is not the only sign. */
function Change({ now, before, upIsBad }: ChangeProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const change = changeOf(now, before)
  if (change.kind !== 'change') {
    return <span className="text-2xs whitespace-nowrap text-muted">{t('overview.noneBefore')}</span>
  }
  const isBad = upIsBad !== undefined && change.direction !== 'same' && (change.direction === 'up') === upIsBad
  const isGood = upIsBad !== undefined && change.direction !== 'same' && !isBad
  return (
    <span
      className={clsx(
        'inline-flex items-center gap-0.5 text-xs',
        isBad ? 'text-error' : isGood ? 'text-success' : 'text-muted',
      )}
      title={t('overview.changeHint')}
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
