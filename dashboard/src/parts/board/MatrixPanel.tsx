import { seriesPanelQuery } from '../../api/board-queries.ts'
import { linkOf } from '../../model/boards/drill-down.ts'
import { isStackable } from '../../model/boards/metric-kind.ts'
import { type PanelLine, panelLines, unpricedIn } from '../../model/boards/panel-lines.ts'
import { axisOf } from '../../model/overview.ts'
import { formatValue } from '../../ui/charts/value-format.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Cell, HeaderCell, Row, RowHeader, Table } from '../../ui/Table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Unknown } from '../../ui/Values.tsx'
import { ListLink } from './ListLink.tsx'
import { PanelFrame, type PanelProps } from './PanelFrame.tsx'
import type { SheetRow } from './SheetTable.tsx'
import { keyText, lineText } from './texts.ts'
import { usePanelAnswers } from './use-panel-answers.ts'

/** Groups down, time across: each cell with its number, and as dark as it is large. */
export function MatrixPanel(props: PanelProps) {
  const { panel, view } = props
  const { t } = useTranslation()
  const format = useFormat()
  const { answer, frame } = usePanelAnswers(props, seriesPanelQuery)
  const lines = answer === undefined ? [] : panelLines(panel, answer)
  const { starts, ends } = answer === undefined ? { starts: [], ends: [] } : axisOf(answer)
  const isOneOfMany = panel.query.metrics.length > 1
  const isLong = answer !== undefined && ['1d', '1w', '1M'].includes(answer.step)
  const timeText = (ms: number) => (isLong ? format.day(new Date(ms)) : format.dayClock(new Date(ms)))
  const rows = lines.map((line): SheetRow => {
    const cell = (value: number | null, fromMs: number, toMs: number) => ({
      text: formatValue(format, line.kind, value, t('boards.unknown')),
      raw: value,
      target: linkOf(line, { fromMs, toMs }, view.window),
    })
    const name = lineText(t, line, isOneOfMany)
    return {
      id: line.id,
      cells: [
        { text: name, raw: name },
        ...line.points.map((value, at) => cell(value, starts[at] ?? 0, ends[at] ?? 0)),
        cell(line.total, view.window.fromMs, view.window.toMs),
      ],
    }
  })
  const shown = lines.filter(({ isOther }) => !isOther).length
  const hidden = lines.length > shown ? (answer?.groups ?? 0) - shown : 0
  return (
    <PanelFrame
      {...props}
      {...frame}
      isEmpty={lines.length === 0}
      unpriced={answer === undefined ? 0 : unpricedIn(panel, answer)}
      headline={[
        answer === undefined ? undefined : t(`boards.steps.${answer.step}`),
        hidden > 0
          ? t('boards.groupsShown', { shown: format.number(shown), all: format.number(shown + hidden) })
          : undefined,
      ]}
      legend={[]}
      sheet={{
        head: [
          (panel.query.by ?? []).map((key) => keyText(t, key)).join(' · '),
          ...starts.map(timeText),
          t('boards.all'),
        ],
        rows,
      }}
      isTable
    >
      <Table caption={props.title}>
        <thead>
          <tr>
            <HeaderCell>{(panel.query.by ?? []).map((key) => keyText(t, key)).join(' · ')}</HeaderCell>
            {starts.map((start) => (
              <HeaderCell key={start} isNumber>
                {timeText(start)}
              </HeaderCell>
            ))}
            <HeaderCell isNumber>{t('boards.all')}</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, cells: [first, ...rest] }, index) => (
            <Row key={id}>
              <RowHeader className="whitespace-nowrap">
                <bdi>{first?.text}</bdi>
              </RowHeader>
              {rest.map(({ text, raw, target }, at) => (
                <Cell key={starts[at] ?? 'all'} isNumber>
                  <span className="block px-1" style={at < starts.length ? heatOf(lines, index, raw) : BOLD}>
                    {raw === null ? (
                      <Unknown />
                    ) : (
                      <ListLink project={view.project} target={target} className="hover:underline">
                        {text}
                      </ListLink>
                    )}
                  </span>
                </Cell>
              ))}
            </Row>
          ))}
        </tbody>
      </Table>
    </PanelFrame>
  )
}

const BOLD = { fontWeight: 600 }
/** Text stays legible on the darkest cell, in both themes. */
const DARKEST = 40

/** What adds up is compared with all cells, and a rate with its own row. */
function heatOf(lines: readonly PanelLine[], index: number, value: string | number | null) {
  const own = lines[index]
  if (own === undefined || typeof value !== 'number' || value <= 0) return undefined
  const compared = isStackable(own.kind) ? lines.filter(({ metric }) => metric === own.metric) : [own]
  const most = Math.max(...compared.flatMap(({ points }) => points.map((point) => point ?? 0)))
  return { background: `color-mix(in oklab, var(--accent) ${Math.round((value / most) * DARKEST)}%, transparent)` }
}
