import { useMedia } from '../use-media.ts'
import { type Density, rowOf } from './column.ts'
import { LinesPending } from './LinesPending.tsx'

export interface RowsPendingProps {
  readonly density: Density
  /** That of the list which follows: what stands here stays where it is. */
  readonly heightClass: string
}

/** Rows of a list, or the cards of a phone, before they are there. */
export function RowsPending({ density, heightClass }: RowsPendingProps) {
  const isCards = useMedia('(max-width: 639px)')
  const { px } = rowOf(density, useMedia('(pointer: coarse)'))
  return <LinesPending rowPx={isCards ? CARD_PX : px} hasHead={!isCards} heightClass={`min-h-80 ${heightClass}`} />
}

/** Of a row on a phone. */
export const CARD_PX = 112
