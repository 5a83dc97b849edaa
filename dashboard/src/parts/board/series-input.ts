// From the lines of a panel to what a chart over time draws.
import type { SeriesAnswer } from '@vitrine/schemas/api'
import type { Bands, PanelLine } from '../../model/boards/panel-lines.ts'
import { axisOf } from '../../model/overview.ts'
import type { ChartInput, ChartSeries } from '../../ui/charts/prepare.ts'
import { lineText } from './texts.ts'

export const headOf = (text: string, isBefore: boolean, beforeText: string) =>
  isBefore ? `${text} (${beforeText})` : text

type Drawn = {
  lines: readonly PanelLine[]
  faint: readonly PanelLine[]
  bands: Bands
  isStacked: boolean
  isLog: boolean
  beforeText: string
  t: Parameters<typeof lineText>[0]
}

export function chartInput(answer: SeriesAnswer, drawing: Drawn): ChartInput {
  const { lines, faint, bands, isStacked, isLog, beforeText, t } = drawing
  const isOneOfMany = new Set(lines.map(({ metric }) => metric)).size > 1
  const drawn = lines.map((line): ChartSeries => {
    const series = { id: line.id, label: lineText(t, line, isOneOfMany), ink: line.ink, points: line.points }
    const [low, high] = bands.get(line.id) ?? []
    const band = low === undefined || high === undefined ? undefined : bandOf(low.points, high.points)
    return {
      ...series,
      ...(line.n === undefined ? {} : { n: line.n }),
      ...(band === undefined || lines.length > MOST_BANDS ? {} : { band }),
    }
  })
  const kind = lines[0]?.kind
  return {
    ...axisOf(answer),
    series: [...drawn, ...faintSeries(faint, { isStacked, beforeText, isOneOfMany, t })],
    isStacked,
    isLog,
    isDuration: kind === 'ns',
    isWhole: kind === 'count' || kind === 'tokens',
  }
}

/** More hide each other; the table has them all the same. */
const MOST_BANDS = 4

function bandOf(low: PanelLine['points'], high: PanelLine['points']): ChartSeries['band'] {
  return low.map((from, i) => {
    const to = high[i] ?? null
    return from === null || to === null ? null : [from, to]
  })
}

/** What is compared with: beside lines a pale line each, behind stacks their sum. */
function faintSeries(
  faint: readonly PanelLine[],
  { isStacked, beforeText, isOneOfMany, t }: Pick<Drawn, 'isStacked' | 'beforeText' | 't'> & { isOneOfMany: boolean },
): readonly ChartSeries[] {
  const [first] = faint
  if (first === undefined) return []
  if (!isStacked) {
    return faint.map((line) => ({
      id: `${line.id} before`,
      label: headOf(lineText(t, line, isOneOfMany), true, beforeText),
      ink: line.ink,
      points: line.points,
      isFaint: true,
    }))
  }
  const points = first.points.map((_, i) => {
    const known = faint.flatMap(({ points: own }) => own[i] ?? [])
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
  })
  return [{ id: 'before', label: beforeText, ink: 'neutral', points, isFaint: true }]
}
