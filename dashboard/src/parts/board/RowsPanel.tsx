import { tablePanelQuery } from '../../api/board-queries.ts'
import { linkOf } from '../../model/boards/drill-down.ts'
import { tableOf } from '../../model/boards/table-rows.ts'
import { formatValue } from '../../ui/charts/value-format.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { PanelFrame, type PanelProps } from './PanelFrame.tsx'
import { Ranking } from './Ranking.tsx'
import { SheetTable, type SheetView } from './SheetTable.tsx'
import { keyText, metricText, valuesText } from './texts.ts'
import { usePanelAnswers } from './use-panel-answers.ts'

/** Groups, the largest first: as a table of several metrics, or as bars of one. */
export function RowsPanel(props: PanelProps) {
  const { panel, view } = props
  const { t } = useTranslation()
  const format = useFormat()
  const { answer, held, frame } = usePanelAnswers(props, tablePanelQuery)
  const table = answer === undefined ? undefined : tableOf(answer, panel.query.metrics)
  const other = held === undefined ? undefined : tableOf(held, panel.query.metrics)
  const by = panel.query.by ?? []
  const sheet: SheetView = {
    head: [
      by.map((key) => keyText(t, key)).join(' · '),
      ...(table?.columns ?? []).flatMap(({ metric }) => {
        const name = metricText(t, metric)
        return other === undefined ? [name] : [name, `${name} (${view.releases?.[1] ?? ''})`]
      }),
    ],
    rows: (table?.lines ?? []).map(({ values, q, cells }) => ({
      id: JSON.stringify(values),
      cells: [
        {
          text: valuesText(t, values),
          raw: values.map((value) => value ?? '').join(' · '),
          target: linkOf({ q, scope: 'spans', isFirst: false }, view.window, view.window),
        },
        ...cells.flatMap(({ value, ...cell }, index) => {
          const kind = table?.columns[index]?.kind ?? 'count'
          const write = (number: number | null) => formatValue(format, kind, number, t('boards.unknown'))
          const target = linkOf({ ...cell, isFirst: false }, view.window, view.window)
          const own = { text: write(value), raw: value, target }
          if (other === undefined) return [own]
          const same = other.lines.find((line) => JSON.stringify(line.values) === JSON.stringify(values))
          const before = same?.cells[index]?.value ?? null
          return [own, { text: write(before), raw: before }]
        }),
      ],
    })),
  }
  const left = table?.leftOut ?? 0
  return (
    <PanelFrame
      {...props}
      {...frame}
      isEmpty={table?.lines.length === 0}
      unpriced={table?.unpriced ?? 0}
      headline={[
        table === undefined || left === 0
          ? undefined
          : t('boards.leftOut', {
              shown: format.number(table.lines.length),
              all: format.number(table.lines.length + left),
            }),
      ]}
      legend={[]}
      sheet={sheet}
      isTable={panel.chart === 'table'}
    >
      {panel.chart === 'table' ? (
        <SheetTable title={props.title} project={view.project} sheet={sheet} />
      ) : (
        <Ranking project={view.project} by={by} sheet={sheet} shares={table?.lines ?? []} />
      )}
    </PanelFrame>
  )
}
