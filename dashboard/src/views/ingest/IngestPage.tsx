// "Where are my traces?": the books, what is wrong in words, who sends, who is turned away, and the dead letter.
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Page } from '../../ui/Page.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TablePending } from '../../ui/TablePending.tsx'
import { BooksPanel } from './BooksPanel.tsx'
import { DeadLetterPanel } from './DeadLetterPanel.tsx'
import { Findings } from './Findings.tsx'
import { ingestQuery, ledgerQuery } from './ingest-queries.ts'
import { RefusedTable } from './RefusedTable.tsx'
import { SenderTable } from './SenderTable.tsx'

export function IngestPage() {
  const { t } = useTranslation()
  const { project } = useParams({ from: '/p/$project/ingest' })
  const ingest = useQuery(ingestQuery(project))
  const ledger = useQuery(ledgerQuery(project))
  const error = ingest.error ?? ledger.error
  const isThere = ingest.data !== undefined && ledger.data !== undefined
  const retry = () => void Promise.all([ingest.refetch(), ledger.refetch()])
  return (
    <Page title={t('ingest.title')}>
      {error !== null && <ErrorState title={t('ingest.failed')} error={error} onRetry={retry} />}
      {(isThere || error === null) && (
        <div className="flex flex-col gap-6">
          {isThere ? (
            <Findings ingest={ingest.data} ledger={ledger.data} project={project} />
          ) : (
            <Skeleton className="h-5 w-1/2" />
          )}
          <Section title={t('ingest.books.title')}>
            {isThere ? <BooksPanel ledger={ledger.data} /> : <Skeleton className="h-17" />}
          </Section>
          <Section title={t('ingest.senders.title')}>
            {isThere ? <SenderTable senders={ingest.data.senders} /> : <TablePending columns={7} rows={1} />}
          </Section>
          <Section title={t('ingest.refused.title')}>
            {isThere ? <RefusedTable refused={ingest.data.refused} /> : <Skeleton className="h-37.5" />}
          </Section>
          <Section title={t('ingest.deadLetter.title')}>
            {isThere ? (
              <DeadLetterPanel project={project} byReason={ingest.data.dead_letter.by_reason} />
            ) : (
              <Skeleton className="h-25.5" />
            )}
          </Section>
        </div>
      )}
    </Page>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-md font-bold">{title}</h2>
      {children}
    </section>
  )
}
