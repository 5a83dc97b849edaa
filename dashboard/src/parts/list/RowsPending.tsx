import clsx from 'clsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useMedia } from '../use-media.ts'
import { type Density, rowOf } from './column.ts'

/** More than fit a tall screen; the rest is cut off. */
const ROWS = Array.from({ length: 40 }, (_, at) => at)

export interface RowsPendingProps {
  readonly density: Density
  /** That of the list which follows: what stands here stays where it is. */
  readonly heightClass: string
}

/** A list before its rows are there: its head and its lines, each in the place of the row to come. */
export function RowsPending({ density, heightClass }: RowsPendingProps) {
  const isCards = useMedia('(max-width: 639px)')
  const { px } = rowOf(density, useMedia('(pointer: coarse)'))
  return (
    <div
      aria-hidden="true"
      data-pending=""
      className={clsx('min-h-80 overflow-hidden rounded-card border border-line', heightClass)}
    >
      {!isCards && <div className="h-8 border-line border-b bg-subtle" />}
      {ROWS.map((at) => (
        <div key={at} className="border-line border-b p-2" style={{ blockSize: isCards ? CARD_PX : px }}>
          <Skeleton className="h-full max-h-24" />
        </div>
      ))}
    </div>
  )
}

/** Of a row on a phone. */
export const CARD_PX = 112
