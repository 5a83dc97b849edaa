import type { DistributionAnswer, DistributionBar } from '@vitrine/schemas/api'
import { distributionPanelQuery } from '../../api/board-queries.ts'
import { linkOf } from '../../model/boards/drill-down.ts'
import { shareOf, spreadOf } from '../../model/boards/spread.ts'
import { Histogram, type HistogramStick } from '../../ui/charts/Histogram.tsx'
import { useWidth } from '../../ui/charts/use-width.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { useListLinks } from './ListLink.tsx'
import { PanelFrame, type PanelProps } from './PanelFrame.tsx'
import { Ranking } from './Ranking.tsx'
import type { SheetRow } from './SheetTable.tsx'
import { usePanelAnswers } from './use-panel-answers.ts'

const HEIGHT = 130
const NONE = { text: '', raw: null }
const NO_COUNTS = [NONE, NONE, NONE]

/**
 * How the values of one score lie: numbers as a histogram, true and false and words by their shares. Two releases stand on
 * one axis, each by the share of its own scores, so that a small one can be held against a large one.
 */
export function DistributionPanel(props: PanelProps) {
  const { panel, view } = props
  const { t } = useTranslation()
  const format = useFormat()
  const { answer: data, held, frame } = usePanelAnswers(props, distributionPanelQuery)
  const [ref, widthPx] = useWidth<HTMLDivElement>()
  const links = useListLinks(view.project)
  const spread = data === undefined ? undefined : spreadOf(data)
  const { ranges = [], shares = [] } = spread ?? {}
  const [ownName = '', heldName = ''] = view.releases ?? []
  const heldBars = new Map(held?.bars.map((bar) => [idOf(bar), bar]))
  const bound = (text: string) => format.bound(Number(text))
  const valueText = (bar: DistributionBar) => {
    if (bar.kind === 'word') return bar.word
    if (bar.kind === 'flag') return t(`boards.distribution.${bar.value}`)
    return bar.from === bar.to
      ? bound(bar.from)
      : t('boards.distribution.range', { from: bound(bar.from), to: bound(bar.to) })
  }
  const scoresText = (n: number) => t('boards.distribution.scores', { count: n, n: format.number(n) })
  const tracesText = (n: number) => t('boards.distribution.traces', { count: n, n: format.number(n) })
  const targetOf = ({ q, traces }: Pick<DistributionBar, 'q' | 'traces'>) =>
    traces === 0 ? undefined : linkOf({ q, scope: 'traces', isFirst: false }, view.window, view.window)
  const countCells = (bar: DistributionBar, of: DistributionAnswer | undefined) => {
    const share = of === undefined ? 0 : shareOf(bar, of)
    return [
      { text: format.number(bar.scores), raw: bar.scores },
      { text: format.percent(share), raw: share },
      { text: format.number(bar.traces), raw: bar.traces, target: targetOf(bar) },
    ]
  }
  const rowOf = (bar: DistributionBar): SheetRow => {
    const other = heldBars.get(idOf(bar))
    const heldCells = held === undefined ? [] : other === undefined ? NO_COUNTS : countCells(other, held)
    return {
      id: idOf(bar),
      cells: [{ text: valueText(bar), raw: rawOf(bar), target: targetOf(bar) }, ...countCells(bar, data), ...heldCells],
    }
  }
  const restRow = (id: 'otherWords' | 'noValue', scores: number, heldScores: number): SheetRow[] => {
    const text = t(`boards.distribution.${id}`)
    const only = (n: number) => [{ text: format.number(n), raw: n }, NONE, NONE]
    if (scores + heldScores === 0) return []
    return [{ id, cells: [{ text, raw: text }, ...only(scores), ...(held === undefined ? [] : only(heldScores))] }]
  }
  const stickOf = (bar: DistributionBar, of: DistributionAnswer, isHeld: boolean): HistogramStick => {
    const target = targetOf(bar)
    const counts = `${scoresText(bar.scores)} ${tracesText(bar.traces)}`
    const id = `${isHeld ? 'held ' : ''}${idOf(bar)}`
    const href = target === undefined ? undefined : links.hrefOf(target)
    if (held === undefined) return { id, href, n: bar.scores, text: `${valueText(bar)}: ${counts}` }
    const share = shareOf(bar, of)
    const name = isHeld ? heldName : ownName
    return { id, href, isHeld, n: share, text: `${name} · ${valueText(bar)}: ${format.percent(share)} · ${counts}` }
  }
  const heads = (['scores', 'share', 'traces'] as const).map((id) => t(`boards.distribution.head.${id}`))
  const words = shares.filter(({ kind, scores }) => kind === 'word' && scores > 0).length
  const heldSpread = held === undefined ? undefined : spreadOf(held)
  const unknown = data?.unknown ?? 0
  return (
    <PanelFrame
      {...props}
      {...frame}
      isEmpty={data?.scores === 0 && (held === undefined || held.scores === 0)}
      unpriced={0}
      headline={[
        data === undefined ? undefined : `${scoresText(data.scores)} ${tracesText(data.traces)}`,
        held === undefined
          ? undefined
          : t('boards.hollow', { before: `${heldName}, ${scoresText(held.scores)} ${tracesText(held.traces)}` }),
        unknown > 0 ? t('boards.distribution.unknown', { count: unknown, n: format.number(unknown) }) : undefined,
        spread !== undefined && spread.otherWords.words > 0
          ? t('boards.distribution.words', {
              shown: format.number(words),
              all: format.number(words + spread.otherWords.words),
            })
          : undefined,
        spread !== undefined && spread.undrawn > 0 ? t('boards.distribution.noBars') : undefined,
      ]}
      legend={[]}
      sheet={{
        head: [
          t('boards.value'),
          ...heads,
          ...(held === undefined ? [] : heads.map((head) => `${head} (${heldName})`)),
        ],
        rows: [
          ...[...ranges, ...shares].map(rowOf),
          ...restRow('otherWords', spread?.otherWords.scores ?? 0, heldSpread?.otherWords.scores ?? 0),
          ...restRow('noValue', unknown, held?.unknown ?? 0),
        ],
      }}
    >
      <div ref={ref} className="flex flex-col gap-3">
        {ranges.length > 0 && data !== undefined && (
          <Histogram
            title={props.title}
            bars={ranges.map((bar) => {
              const other = heldBars.get(idOf(bar))
              const beside = other === undefined || held === undefined ? [] : [stickOf(other, held, true)]
              return { id: idOf(bar), tick: bound(bar.from), sticks: [stickOf(bar, data, false), ...beside] }
            })}
            endTick={ranges.every(({ from, to }) => from === to) ? undefined : bound(ranges.at(-1)?.to ?? '')}
            widthPx={widthPx}
            heightPx={HEIGHT * (panel.height ?? 1)}
            write={held === undefined ? format.compact : format.percent}
            onFollow={(id) => {
              const bar = ranges.find((each) => idOf(each) === id) ?? heldBars.get(id.replace(/^held /, ''))
              const target = bar === undefined ? undefined : targetOf(bar)
              if (target !== undefined) links.follow(target)
            }}
          />
        )}
        {shares.length > 0 && data !== undefined && (
          <Ranking
            project={view.project}
            by={['score', data.score]}
            sheet={{ head: [], rows: shares.map((bar) => shareRow(rowOf(bar), bar, tracesText)) }}
            shares={shares.map((bar) => {
              const other = heldBars.get(idOf(bar))
              const share = shareOf(bar, data)
              if (other === undefined || held === undefined) return { share, part: share }
              const text = `${heldName}: ${format.number(other.scores)}`
              return { share, part: share, held: { text, target: targetOf(other), part: shareOf(other, held) } }
            })}
          />
        )}
      </div>
    </PanelFrame>
  )
}

/** How many scores, and where it is another number, in how many traces: that is what the list behind it holds. */
function shareRow(row: SheetRow, { scores, traces }: DistributionBar, tracesText: (n: number) => string): SheetRow {
  const [word, count, , behind] = row.cells
  if (word === undefined || count === undefined) return row
  const both =
    scores === traces ? { ...count, target: behind?.target } : { ...count, text: `${count.text} ${tracesText(traces)}` }
  return { ...row, cells: [word, both] }
}

const idOf = (bar: DistributionBar) =>
  bar.kind === 'word' ? `word ${bar.word}` : bar.kind === 'flag' ? `flag ${bar.value}` : `range ${bar.from}`

const rawOf = (bar: DistributionBar) =>
  bar.kind === 'word'
    ? bar.word
    : bar.kind === 'flag'
      ? String(bar.value)
      : bar.from === bar.to
        ? bar.from
        : `${bar.from}–${bar.to}`
