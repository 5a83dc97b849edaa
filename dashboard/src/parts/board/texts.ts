// Names of metrics and groups in the reader's language.
import type { Panel } from '@vitrine/schemas/api'
import { scoreOf } from '@vitrine/schemas/boards'
import type { ListLink } from '../../model/boards/drill-down.ts'
import { nameOfMetric } from '../../model/boards/metric-kind.ts'
import type { PanelLine } from '../../model/boards/panel-lines.ts'
import type { Formatter } from '../../ui/format.ts'
import type { Translate } from '../../ui/i18n.ts'

export function metricText(t: Translate, metric: string): string {
  const name = nameOfMetric(metric)
  if (name.kind === 'score') return t(`boards.scores.${name.key}`, { name: name.name })
  if (name.kind === 'quantile') return t(`boards.quantiles.${name.key}`, { level: name.level })
  return t(`boards.metrics.${name.key}`)
}

/** A field of the filter by the name that lists give it; an attribute is its own name. */
export const keyText = (t: Translate, key: string): string => t(`list.facet.${key}`, { defaultValue: key })

export function lineText(t: Translate, line: PanelLine, isOneOfMany: boolean): string {
  const metric = metricText(t, line.metric)
  if (line.values === undefined) return metric
  const group = line.isOther ? t('boards.others') : valuesText(t, line.values)
  return isOneOfMany ? `${group} · ${metric}` : group
}

export function valuesText(t: Translate, values: readonly (string | null)[]): string {
  return values.map((value) => value ?? t('boards.nobodySaid')).join(' · ')
}

/** The way to what is behind a number, in words; `count` of them, where that is known. None to nothing. */
export function behindText(
  t: Translate,
  format: Formatter,
  { list, search }: ListLink,
  count: number | null | undefined,
) {
  if (count === 0) return ''
  const kind = list === 'traces' ? (search.scope ?? list) : list
  return count === null || count === undefined
    ? t(`boards.behindAll.${kind}`)
    : t(`boards.behind.${kind}`, { count, n: format.number(count) })
}

/** Panels of standing boards are named by the catalogues, those of people by themselves. */
export function panelTitle(t: Translate, isStanding: boolean, panel: Panel): string {
  return isStanding ? t(`boards.panels.${panel.title}`, { name: scoreOf(panel) }) : panel.title
}
