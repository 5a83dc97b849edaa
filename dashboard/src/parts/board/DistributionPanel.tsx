import { useQuery } from '@tanstack/react-query'
import type { DistributionBar } from '@vitrine/schemas/api'
import { distributionPanelQuery } from '../../api/board-queries.ts'
import { linkOf } from '../../model/boards/drill-down.ts'
import { shareOf, spreadOf } from '../../model/boards/spread.ts'
import { Histogram } from '../../ui/charts/Histogram.tsx'
import { useWidth } from '../../ui/charts/use-width.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { requestsOf } from './board-view.ts'
import { useListLinks } from './ListLink.tsx'
import { PanelFrame, type PanelProps } from './PanelFrame.tsx'
import { Ranking } from './Ranking.tsx'
import type { SheetRow } from './SheetTable.tsx'
import { frameOf } from './use-panel-answers.ts'

const HEIGHT = 130

/** How the values of one score lie: numbers as a histogram, true and false and words by their shares. */
export function DistributionPanel(props: PanelProps) {
  const { panel, view } = props
  const { t } = useTranslation()
  const format = useFormat()
  const { now } = requestsOf(panel, view)
  const answer = useQuery({ ...distributionPanelQuery(view.project, now), enabled: props.isSeen })
  const data = answer.data
  const [ref, widthPx] = useWidth<HTMLDivElement>()
  const links = useListLinks(view.project)
  const spread = data === undefined ? undefined : spreadOf(data)
  const { ranges = [], shares = [] } = spread ?? {}
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
  const rowOf = (bar: DistributionBar): SheetRow => {
    const share = data === undefined ? 0 : shareOf(bar, data)
    return {
      id: idOf(bar),
      cells: [
        { text: valueText(bar), raw: rawOf(bar), target: targetOf(bar) },
        { text: format.number(bar.scores), raw: bar.scores },
        { text: format.percent(share), raw: share },
        { text: format.number(bar.traces), raw: bar.traces, target: targetOf(bar) },
      ],
    }
  }
  const restRow = (id: 'otherWords' | 'noValue', scores: number): SheetRow[] => {
    const text = t(`boards.distribution.${id}`)
    const none = { text: '', raw: null }
    return scores === 0
      ? []
      : [{ id, cells: [{ text, raw: text }, { text: format.number(scores), raw: scores }, none, none] }]
  }
  const words = shares.filter(({ kind }) => kind === 'word').length
  const unknown = data?.unknown ?? 0
  return (
    <PanelFrame
      {...props}
      {...frameOf(now, answer)}
      isEmpty={data?.scores === 0}
      unpriced={0}
      headline={[
        data === undefined ? undefined : `${scoresText(data.scores)} ${tracesText(data.traces)}`,
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
          t('boards.distribution.head.scores'),
          t('boards.distribution.head.share'),
          t('boards.distribution.head.traces'),
        ],
        rows: [
          ...[...ranges, ...shares].map(rowOf),
          ...restRow('otherWords', spread?.otherWords.scores ?? 0),
          ...restRow('noValue', unknown),
        ],
      }}
    >
      <div ref={ref} className="flex flex-col gap-3">
        {ranges.length > 0 && (
          <Histogram
            title={props.title}
            bars={ranges.map((bar) => {
              const target = targetOf(bar)
              return {
                id: idOf(bar),
                tick: bound(bar.from),
                n: bar.scores,
                text: `${valueText(bar)}: ${scoresText(bar.scores)} ${tracesText(bar.traces)}`,
                href: target === undefined ? undefined : links.hrefOf(target),
              }
            })}
            endTick={ranges.every(({ from, to }) => from === to) ? undefined : bound(ranges.at(-1)?.to ?? '')}
            widthPx={widthPx}
            heightPx={HEIGHT * (panel.height ?? 1)}
            onFollow={(id) => {
              const bar = ranges.find((each) => idOf(each) === id)
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
            shares={shares.map((bar) => ({ share: shareOf(bar, data), part: shareOf(bar, data) }))}
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
