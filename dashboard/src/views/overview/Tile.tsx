import clsx from 'clsx'
import type { ReactNode } from 'react'
import { Change } from '../../parts/board/Change.tsx'
import { Sparkline } from '../../ui/charts/Sparkline.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'

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
        {before === undefined || now === undefined ? (
          <span />
        ) : (
          <Change now={now} before={before} isMoreWorse={upIsBad} />
        )}
        {points !== undefined && (
          <span dir="ltr" className="min-w-0 overflow-hidden">
            <Sparkline points={points} widthPx={72} />
          </span>
        )}
      </div>
    </li>
  )
}
