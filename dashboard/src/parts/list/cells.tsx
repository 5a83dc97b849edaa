// Cells that more than one list draws.

import { directionOf } from '../../model/direction.ts'
import { oneLine } from '../../model/preview.ts'
import { useFormat } from '../../ui/use-format.ts'
import { Count, Duration, Unknown } from '../../ui/Values.tsx'

const CLAMP: Readonly<Record<number, string>> = { 1: 'block truncate', 4: 'line-clamp-4', 11: 'line-clamp-[11]' }

/** A glimpse of a text, in its own direction; as many lines as the row has, with the words that were searched for marked. */
export function Glimpse({
  text,
  lines = 1,
  marks,
}: {
  text: string | null
  lines?: number
  marks?: RegExp | undefined
}) {
  if (text === null || text === '') return <Unknown />
  const shown = lines === 1 ? oneLine(text, 200).text : text
  return (
    <span
      dir={directionOf(text)}
      title={lines === 1 ? text : undefined}
      className={`${CLAMP[lines] ?? 'block truncate'} ${lines > 1 ? 'whitespace-pre-line break-words' : ''}`}
    >
      {marks === undefined ? shown : <Marked text={shown} marks={marks} />}
    </span>
  )
}

/** The text with every match of the expression (which must be global and have one group) marked. */
export function Marked({ text, marks }: { text: string; marks: RegExp }) {
  return text.split(marks).map((part, at) =>
    at % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no identity but their place
      <mark key={at} className="bg-transparent font-bold text-fg underline decoration-2 decoration-warning-mark">
        {part}
      </mark>
    ) : (
      part
    ),
  )
}

export function Words({ text }: { text: string | null }) {
  if (text === null || text === '') return <Unknown />
  return (
    <bdi className="block truncate [text-align:match-parent]" title={text}>
      {text}
    </bdi>
  )
}

/** A duration and, under it, its share of the longest usual one. */
export function Latency({ ns, fullBarNs }: { ns: string | null; fullBarNs: number }) {
  const share = ns === null || fullBarNs === 0 ? 0 : Math.min(1, Number(ns) / fullBarNs)
  return (
    <span className="flex flex-col items-end whitespace-nowrap">
      <Duration ns={ns} />
      <span aria-hidden="true" className="h-0.5 w-full">
        <span className="ink block h-full bg-control" style={{ inlineSize: `${Math.max(1, share * 100)}%` }} />
      </span>
    </span>
  )
}

export function Models({ models }: { models: readonly string[] }) {
  const format = useFormat()
  const [first, second, ...more] = models
  if (first === undefined) return <Unknown />
  return (
    <span dir="ltr" className="block truncate [text-align:match-parent]" title={models.join(', ')}>
      <bdi>{second === undefined ? first : `${first}, ${second}`}</bdi>
      {more.length > 0 && <span className="text-muted"> +{format.number(more.length)}</span>}
    </span>
  )
}

export function ErrorCount({ count }: { count: number | null }) {
  return (
    <span className={count === null || count === 0 ? 'text-faint' : 'font-bold text-error'}>
      <Count value={count} />
    </span>
  )
}
