import type { ListLink as Target } from '../../model/boards/drill-down.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Cell, HeaderCell, Row, RowHeader, Table } from '../../ui/Table.tsx'
import { ListLink } from './ListLink.tsx'

export interface SheetView {
  readonly head: readonly string[]
  readonly rows: readonly SheetRow[]
  readonly isNewestFirst?: boolean
}
export interface SheetRow {
  readonly id: string
  /** The first one names the row. */
  readonly cells: readonly SheetCellView[]
}
export interface SheetCellView {
  /** For the eye. */
  readonly text: string
  /** For files: every digit, and nothing where nobody said. */
  readonly raw: string | number | null
  readonly target?: Target | undefined
}

/** The numbers of a panel as a table, each with its way to what it counts. */
export function SheetTable({ title, project, sheet }: { title: string; project: string; sheet: SheetView }) {
  const { t } = useTranslation()
  const rows = sheet.isNewestFirst === true ? [...sheet.rows].reverse() : sheet.rows
  return (
    <div className="max-h-64 overflow-y-auto">
      <Table caption={title}>
        <thead>
          <tr>
            {sheet.head.map((text, index) => (
              <HeaderCell key={text} isNumber={index > 0}>
                <bdi>{text}</bdi>
              </HeaderCell>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, cells: [first, ...rest] }) => (
            <Row key={id}>
              <RowHeader className="whitespace-nowrap">
                <ListLink project={project} target={first?.target}>
                  <bdi>{first?.text ?? t('boards.unknown')}</bdi>
                </ListLink>
              </RowHeader>
              {rest.map((cell, index) => (
                <Cell key={sheet.head[index + 1]} isNumber>
                  <ListLink project={project} target={cell.target}>
                    {cell.text}
                  </ListLink>
                </Cell>
              ))}
            </Row>
          ))}
        </tbody>
      </Table>
    </div>
  )
}
