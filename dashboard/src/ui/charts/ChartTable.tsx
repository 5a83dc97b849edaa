import type { ReactNode } from 'react'
import { useTranslation } from '../i18n.ts'
import { Cell, HeaderCell, Row, RowHeader, Table } from '../Table.tsx'
import { useFormat } from '../use-format.ts'
import type { ChartInput } from './prepare.ts'
import { formatValue, type ValueKind } from './value-format.ts'

export type ChartTableProps = {
  title: string
  input: ChartInput
  kind: ValueKind
  /** Wraps the text of a cell in a link to what it counts. */
  link?: (bucket: number, seriesId: string, text: string) => ReactNode
}

/** The same numbers as the marks of the chart, as a real table; the newest bucket first. */
export function ChartTable({ title, input, kind, link }: ChartTableProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const buckets = input.starts.map((start, i) => ({ start, i })).reverse()
  return (
    <div className="max-h-64 overflow-y-auto">
      <Table caption={title}>
        <thead>
          <tr>
            <HeaderCell>{t('charts.time')}</HeaderCell>
            {input.series.map(({ id, label }) => (
              <HeaderCell key={id} isNumber>
                <bdi>{label}</bdi>
              </HeaderCell>
            ))}
          </tr>
        </thead>
        <tbody>
          {buckets.map(({ start, i }) => (
            <Row key={start}>
              <RowHeader className="whitespace-nowrap">{format.dayClock(new Date(start))}</RowHeader>
              {input.series.map((series) => {
                const text = formatValue(format, kind, series.points[i] ?? null, t('charts.noValue'))
                return (
                  <Cell key={series.id} isNumber>
                    {link === undefined ? text : link(i, series.id, text)}
                  </Cell>
                )
              })}
            </Row>
          ))}
        </tbody>
      </Table>
    </div>
  )
}
