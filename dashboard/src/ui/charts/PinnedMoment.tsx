import { X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { IconButton } from '../IconButton.tsx'
import { useTranslation } from '../i18n.ts'
import { ChartTooltip } from './ChartTooltip.tsx'
import { isPlainPress } from './plain-press.ts'
import type { ChartInput } from './prepare.ts'
import type { ValueKind } from './value-format.ts'

/** The bucket whose tooltip stands until it is put away. It is kept by its time: a newer answer has other buckets. */
export function usePinned(input: ChartInput, isOn: boolean) {
  const [startMs, setStart] = useState<number>()
  const bucket = startMs === undefined ? -1 : input.starts.indexOf(startMs)
  return {
    bucket: bucket < 0 ? undefined : bucket,
    at: (at: number) => {
      if (isOn) setStart(input.starts[at])
    },
    off: () => setStart(undefined),
  }
}

type Props = {
  input: ChartInput
  bucket: number
  kind: ValueKind
  /** Where the bucket begins between the edges, from 0 to 1. */
  place: number
  leftPx: number
  rightPx: number
  hrefOf: (bucket: number, seriesId: string) => string | undefined
  /** What is behind a value, in words; empty where nothing is. */
  wordsOf: (bucket: number, seriesId: string) => string
  onFollow: (bucket: number, seriesId: string) => void
  onClose: () => void
}

/** A tooltip that stands: beside each of its values is the way to what is behind it. */
export function PinnedMoment({ place, leftPx, rightPx, hrefOf, wordsOf, onFollow, onClose, ...moment }: Props) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const [link, close] = ['a', 'button'].map((name) => box.current?.querySelector<HTMLElement>(name))
    ;(link ?? close)?.focus()
  }, [])
  const side = place < 0.5 ? 'left' : 'right'
  const share = place < 0.5 ? place : 1 - place
  const [near, both] = [place < 0.5 ? leftPx : rightPx, leftPx + rightPx]
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes what has the focus inside
    <div
      ref={box}
      data-pinned
      className="absolute top-2 z-10"
      style={{ [side]: `calc(${near}px + (100% - ${both}px) * ${share})` }}
      onKeyDown={({ key }) => key === 'Escape' && onClose()}
    >
      <ChartTooltip
        {...moment}
        behind={({ id, label }) => {
          const [href, words] = [hrefOf(moment.bucket, id), wordsOf(moment.bucket, id)]
          return href === undefined || words === '' ? null : (
            <a
              href={href}
              aria-label={`${label}: ${words}`}
              className="inline-flex min-h-6 items-center whitespace-nowrap text-link underline pointer-coarse:min-h-11"
              onClick={(event) => {
                if (!isPlainPress(event)) return
                event.preventDefault()
                onFollow(moment.bucket, id)
              }}
            >
              {words}
            </a>
          )
        }}
        corner={<IconButton icon={X} label={t('charts.unpin')} onPress={onClose} />}
      />
    </div>
  )
}
