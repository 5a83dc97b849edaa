import type { IngestAnswer } from '@vitrine/schemas/api'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Cell, HeaderCell, Row, RowHeader, Table } from '../../ui/Table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Count, Unknown } from '../../ui/Values.tsx'

const KNOWN = new Set([400, 401, 403, 413, 415, 429, 503])

export function RefusedTable({ refused }: { refused: IngestAnswer['refused'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (refused.length === 0)
    return <EmptyState title={t('ingest.refused.none')}>{t('ingest.refused.noneHint')}</EmptyState>
  return (
    <Table caption={t('ingest.refused.title')}>
      <thead>
        <tr>
          <HeaderCell>{t('ingest.refused.day')}</HeaderCell>
          <HeaderCell>{t('ingest.refused.status')}</HeaderCell>
          <HeaderCell isNumber>{t('ingest.refused.requests')}</HeaderCell>
          <HeaderCell>{t('ingest.senders.key')}</HeaderCell>
          <HeaderCell>{t('ingest.refused.why')}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {refused.map((each) => (
          <Row key={`${each.day} ${each.status} ${each.key_prefix} ${each.is_ours}`}>
            <RowHeader>
              <bdi>{format.day(new Date(`${each.day}T12:00:00Z`))}</bdi>
            </RowHeader>
            <Cell>{String(each.status)}</Cell>
            <Cell isNumber>
              <Count value={each.requests} />
            </Cell>
            <Cell>
              {each.key_prefix === null ? (
                <Unknown />
              ) : (
                <code dir="ltr" className="font-mono text-xs">
                  {each.key_prefix}…
                </code>
              )}
            </Cell>
            <Cell>{t(`ingest.refusedWhy.${KNOWN.has(each.status) ? `s${each.status}` : 'other'}`)}</Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  )
}
