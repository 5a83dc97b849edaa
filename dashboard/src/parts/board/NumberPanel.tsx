import { seriesPanelQuery } from '../../api/board-queries.ts'
import { linkOf } from '../../model/boards/drill-down.ts'
import { isMoreWorse } from '../../model/boards/metric-kind.ts'
import { type PanelLine, panelLines, unpricedIn } from '../../model/boards/panel-lines.ts'
import { Sparkline } from '../../ui/charts/Sparkline.tsx'
import { formatValue } from '../../ui/charts/value-format.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { Change } from './Change.tsx'
import { ListLink } from './ListLink.tsx'
import { PanelFrame, type PanelProps } from './PanelFrame.tsx'
import { metricText } from './texts.ts'
import { usePanelAnswers } from './use-panel-answers.ts'

/** One number over the whole window, its course, and what it was before. */
export function NumberPanel(props: PanelProps) {
  const { panel, view } = props
  const { t } = useTranslation()
  const format = useFormat()
  const { answer, held, isHeld, frame } = usePanelAnswers(props, seriesPanelQuery)
  const before = isHeld ? held : answer?.compare
  const lines = answer === undefined ? [] : panelLines(panel, answer)
  const beforeLines = before === undefined ? [] : panelLines(panel, before)
  const [line] = lines
  const word = (value: number | null, { kind }: PanelLine) => formatValue(format, kind, value, t('boards.unknown'))
  const target = line === undefined ? undefined : linkOf(line, view.window, view.window)
  const beforeText = view.releases === undefined ? t('boards.before') : view.releases[1]
  const rows = lines.map((one, index) => ({
    id: one.id,
    cells: [
      { text: metricText(t, one.metric), raw: one.metric },
      { text: word(one.total, one), raw: one.total, target: linkOf(one, view.window, view.window) },
      ...(before === undefined
        ? []
        : [{ text: word(beforeLines[index]?.total ?? null, one), raw: beforeLines[index]?.total ?? null }]),
    ],
  }))
  return (
    <PanelFrame
      {...props}
      {...frame}
      isEmpty={false}
      unpriced={answer === undefined ? 0 : unpricedIn(panel, answer)}
      headline={[
        line?.totalN === undefined
          ? undefined
          : t('boards.over', { count: line.totalN, n: format.number(line.totalN) }),
      ]}
      legend={[]}
      sheet={{ head: [t('boards.metric'), t('boards.value'), ...(before === undefined ? [] : [beforeText])], rows }}
    >
      {line !== undefined && (
        <div className="flex flex-wrap items-end justify-between gap-2">
          <p className="text-2xl font-bold">
            <ListLink project={view.project} target={target} className="hover:underline">
              <data value={line.total ?? undefined} dir="auto">
                {word(line.total, line)}
              </data>
            </ListLink>
          </p>
          <div className="flex items-center gap-2">
            {before !== undefined && (
              <Change
                now={line.total}
                before={beforeLines[0]?.total ?? null}
                isMoreWorse={isMoreWorse(line.metric)}
                title={`${beforeText}: ${beforeLines[0] === undefined ? t('boards.unknown') : word(beforeLines[0].total, line)}`}
              />
            )}
            <span dir="ltr">
              <Sparkline points={line.points} widthPx={72} />
            </span>
          </div>
        </div>
      )}
    </PanelFrame>
  )
}
