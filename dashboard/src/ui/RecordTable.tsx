import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { useTranslation } from './i18n.ts'
import { useMayChange } from './may-change.ts'
import { Cell, HeaderCell, Row, RowHeader, Table } from './Table.tsx'

export interface RecordColumn<Record> {
  readonly title: string
  readonly isNumber?: boolean
  readonly className?: string
  readonly draw: (record: Record) => ReactNode
}

/** What can be done with each record, by a button at the end of its row. */
export interface RecordAction<Record> {
  readonly label: string
  /** The same for those who hear the button alone. */
  readonly nameOf: (record: Record) => string
  readonly look?: 'danger'
  /** Not there for those who may only read. */
  readonly changes?: true
  readonly onPress: (record: Record) => void
}

export interface RecordTableProps<Record> {
  readonly caption: string
  readonly records: readonly Record[]
  /** The first names the row. */
  readonly columns: readonly RecordColumn<Record>[]
  readonly keyOf: (record: Record) => string
  readonly action?: RecordAction<Record> | readonly RecordAction<Record>[]
  /** A row under all others. */
  readonly footer?: ReactNode
}

/** A short table of records, as the settings are made of. */
export function RecordTable<Record>({ caption, records, columns, keyOf, action, footer }: RecordTableProps<Record>) {
  const { t } = useTranslation()
  const [first, ...others] = columns
  const mayChange = useMayChange()
  const actions = action === undefined ? [] : [action].flat().filter(({ changes }) => mayChange || changes !== true)
  return (
    <Table caption={caption}>
      <thead>
        <tr>
          {columns.map(({ title, isNumber = false }) => (
            <HeaderCell key={title} isNumber={isNumber}>
              {title}
            </HeaderCell>
          ))}
          {actions.length > 0 && (
            <HeaderCell>
              <span className="sr-only">{t('settings.actions')}</span>
            </HeaderCell>
          )}
        </tr>
      </thead>
      <tbody>
        {records.map((record) => (
          <Row key={keyOf(record)}>
            <RowHeader className={first?.className ?? ''}>{first?.draw(record)}</RowHeader>
            {others.map(({ title, isNumber = false, className = '', draw }) => (
              <Cell key={title} isNumber={isNumber} className={className}>
                {draw(record)}
              </Cell>
            ))}
            {actions.length > 0 && (
              <Cell className="text-end">
                <span className="flex flex-wrap justify-end gap-1">
                  {actions.map(({ label, look, nameOf, onPress }) => (
                    <Button
                      key={label}
                      size="small"
                      {...(look === undefined ? {} : { look })}
                      aria-label={nameOf(record)}
                      onPress={() => onPress(record)}
                    >
                      {label}
                    </Button>
                  ))}
                </span>
              </Cell>
            )}
          </Row>
        ))}
        {footer}
      </tbody>
    </Table>
  )
}
