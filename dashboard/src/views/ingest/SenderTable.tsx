import type { IngestAnswer } from '@vitrine/schemas/api'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Cell, HeaderCell, Row, RowHeader, Table } from '../../ui/Table.tsx'
import { Count } from '../../ui/Values.tsx'
import { Reasons } from './Reasons.tsx'

type Sender = IngestAnswer['senders'][number]

export function SenderTable({ senders }: { senders: readonly Sender[] }) {
  const { t } = useTranslation()
  if (senders.length === 0) return <EmptyState title={t('ingest.senders.none')} />
  return (
    <Table caption={t('ingest.senders.title')}>
      <thead>
        <tr>
          <HeaderCell>{t('ingest.senders.key')}</HeaderCell>
          <HeaderCell>{t('ingest.senders.sdk')}</HeaderCell>
          <HeaderCell>{t('ingest.senders.protocol')}</HeaderCell>
          <HeaderCell isNumber>{t('ingest.books.received')}</HeaderCell>
          <HeaderCell isNumber>{t('ingest.books.rejected')}</HeaderCell>
          <HeaderCell>{t('ingest.reason')}</HeaderCell>
          <HeaderCell>{t('ingest.senders.lastDay')}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {senders.map((sender) => (
          <Row key={`${sender.key_id} ${sender.sdk} ${sender.protocol}`}>
            <RowHeader>
              <KeyName sender={sender} />
            </RowHeader>
            <Cell>
              <bdi dir="ltr">{sender.sdk}</bdi>
            </Cell>
            <Cell>
              <bdi dir="ltr">{sender.protocol}</bdi>
            </Cell>
            <Cell isNumber>
              <Count value={sender.received} />
            </Cell>
            <Cell isNumber>
              <Count value={sender.rejected} />
            </Cell>
            <Cell>
              <Reasons byReason={sender.by_reason} />
            </Cell>
            <Cell>
              <bdi dir="ltr">{sender.last_day}</bdi>
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  )
}

function KeyName({ sender }: { sender: Sender }) {
  const { t } = useTranslation()
  if (sender.key_prefix === null) return <span className="text-muted">{t(`ingest.senders.${sender.key_state}`)}</span>
  return (
    <span className="flex flex-wrap items-baseline gap-2">
      <code dir="ltr" className="font-mono text-xs">
        {sender.key_prefix}…
      </code>
      {sender.key_name !== null && <bdi>{sender.key_name}</bdi>}
    </span>
  )
}
