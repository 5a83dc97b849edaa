// What could not be stored, with its bytes, and the way back once its cause is mended.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { DeadLetterAnswer } from '@vitrine/schemas/api'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Cell, HeaderCell, Row, RowHeader, Table } from '../../ui/Table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Count, Time } from '../../ui/Values.tsx'
import { deadLetterQuery, replay } from './ingest-queries.ts'
import { Reasons } from './Reasons.tsx'

type DeadLetterPanelProps = { project: string; byReason: Readonly<Record<string, number>> }

export function DeadLetterPanel({ project, byReason }: DeadLetterPanelProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const queryClient = useQueryClient()
  const letters = useQuery(deadLetterQuery(project))
  const send = useMutation({
    mutationFn: (ids: readonly string[]) => replay(project, { ids: [...ids] }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: [project, 'ingest'] }),
  })
  if (letters.error !== null) {
    return (
      <ErrorState title={t('ingest.deadLetter.failed')} error={letters.error} onRetry={() => void letters.refetch()} />
    )
  }
  if (letters.data === undefined) return <Skeleton className="h-25.5" />
  const { entries } = letters.data
  const waiting = entries.filter(({ replayed }) => replayed === null)
  if (entries.length === 0) return <EmptyState title={t('ingest.deadLetter.none')} />
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <Reasons byReason={byReason} />
        {waiting.length > 0 && (
          <Button
            size="small"
            changes
            isDisabled={send.isPending}
            onPress={() => send.mutate(waiting.map(({ id }) => id))}
          >
            {t('ingest.deadLetter.replayAll', { count: waiting.length, n: format.number(waiting.length) })}
          </Button>
        )}
        {send.data !== undefined && (
          <output className="text-muted">
            {t('ingest.deadLetter.replayed', { count: send.data.spans, n: format.number(send.data.spans) })}
          </output>
        )}
      </div>
      <p className="text-muted">{t('ingest.deadLetter.lead')}</p>
      {send.error !== null && <ErrorState title={t('ingest.deadLetter.replayFailed')} error={send.error} />}
      <Letters entries={entries} isBusy={send.isPending} onReplay={(id) => send.mutate([id])} />
    </div>
  )
}

type LettersProps = { entries: DeadLetterAnswer['entries']; isBusy: boolean; onReplay: (id: string) => void }

function Letters({ entries, isBusy, onReplay }: LettersProps) {
  const { t } = useTranslation()
  return (
    <Table caption={t('ingest.deadLetter.title')}>
      <thead>
        <tr>
          <HeaderCell>{t('ingest.reason')}</HeaderCell>
          <HeaderCell>{t('ingest.deadLetter.detail')}</HeaderCell>
          <HeaderCell isNumber>{t('ingest.deadLetter.spans')}</HeaderCell>
          <HeaderCell>{t('ingest.deadLetter.received')}</HeaderCell>
          <HeaderCell>{t('ingest.senders.sdk')}</HeaderCell>
          <HeaderCell>
            <span className="sr-only">{t('ingest.deadLetter.replay')}</span>
          </HeaderCell>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Row key={entry.id}>
            <RowHeader>
              <bdi dir="ltr">{entry.reason}</bdi>
            </RowHeader>
            <Cell className="max-w-96">
              <bdi dir="ltr" className="break-words">
                {entry.detail}
              </bdi>
              {entry.preview !== null && (
                <details>
                  <summary className="cursor-pointer text-muted">{t('ingest.deadLetter.preview')}</summary>
                  <pre dir="ltr" className="max-h-48 overflow-auto text-xs break-all whitespace-pre-wrap">
                    {entry.preview}
                  </pre>
                </details>
              )}
            </Cell>
            <Cell isNumber>
              <Count value={entry.spans} />
            </Cell>
            <Cell>
              <Time at={entry.received} />
              {entry.replayed !== null && (
                <span className="block text-muted">
                  {t('ingest.deadLetter.sentAgain')} <Time at={entry.replayed} />
                </span>
              )}
            </Cell>
            <Cell>
              <bdi dir="ltr">{entry.sdk}</bdi>
            </Cell>
            <Cell className="text-end">
              <Button size="small" changes isDisabled={isBusy} onPress={() => onReplay(entry.id)}>
                {t('ingest.deadLetter.replay')}
              </Button>
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  )
}
