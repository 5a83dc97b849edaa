// Small values in text and tables: time, duration, tokens, plain numbers. Unknown is drawn as a dash with a name.

import { toDate } from './format.ts'
import { useTranslation } from './i18n.ts'
import { useFormat } from './use-format.ts'

export function Unknown() {
  const { t } = useTranslation()
  return (
    <span className="text-faint">
      <span aria-hidden="true">–</span>
      <span className="sr-only">{t('common.unknown')}</span>
    </span>
  )
}

export function Count({ value }: { value: number | null }) {
  const format = useFormat()
  if (value === null) return <Unknown />
  return (
    <data value={value} title={format.number(value)}>
      {format.compact(value)}
    </data>
  )
}

export function Duration({ ns }: { ns: string | number | bigint | null }) {
  const format = useFormat()
  if (ns === null) return <Unknown />
  return (
    <data value={String(ns)} dir="auto">
      {format.durationNs(ns)}
    </data>
  )
}

/** Relative beside now ("3 min ago") or as date and time; the title has every digit. */
export function Time({ at, nowMs }: { at: string | null; nowMs?: number }) {
  const format = useFormat()
  if (at === null) return <Unknown />
  const date = toDate(at)
  return (
    <time dateTime={date.toISOString()} title={format.exactTime(date)}>
      {nowMs === undefined ? format.dateTime(date) : format.ago(date, nowMs)}
    </time>
  )
}

/** Input and output tokens; either may be unknown. */
export function Tokens({ input, output }: { input: number | null; output: number | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (input === null && output === null) return <Unknown />
  const total = (input ?? 0) + (output ?? 0)
  const word = (value: number | null) => (value === null ? t('common.unknown') : format.number(value))
  return (
    <data value={total} title={t('common.tokensInOut', { input: word(input), output: word(output) })}>
      {format.compact(total)}
    </data>
  )
}
