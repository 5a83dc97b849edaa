import type { Job } from '@vitrine/schemas/api'
import { useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { EstimateSwitch } from './EstimateSwitch.tsx'
import { HistoryJob, useHistoryJob } from './HistoryJob.tsx'
import { PriceDialog, type PriceSubject } from './PriceDialog.tsx'
import { PriceTable } from './PriceTable.tsx'
import { UnpricedTable } from './UnpricedTable.tsx'

/** The inbox of models without a price, the project's own prices, and history priced anew. */
export function PricesSection({ project }: { project: string }) {
  const { t } = useTranslation()
  const [subject, setSubject] = useState<PriceSubject>()
  return (
    <div className="flex max-w-4xl flex-col gap-6">
      <section className="flex flex-col gap-2">
        <h2 className="text-lg">{t('prices.inbox')}</h2>
        <p className="text-muted">{t('prices.inboxLead')}</p>
        <UnpricedTable project={project} onAdd={setSubject} />
      </section>
      <section className="flex flex-col gap-2">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <h2 className="text-lg">{t('prices.own')}</h2>
          <Button look="primary" changes onPress={() => setSubject({ model: '', provider: '' })}>
            {t('prices.add')}
          </Button>
        </div>
        <p className="text-muted">{t('prices.ownLead')}</p>
        <PriceTable project={project} />
      </section>
      <HistorySection project={project} />
      <EstimateSwitch project={project} />
      {subject !== undefined && (
        <PriceDialog project={project} subject={subject} onClose={() => setSubject(undefined)} />
      )}
    </div>
  )
}

/** For whoever corrected a price, or upgraded: look first, then write. */
export function HistorySection({ project }: { project: string }) {
  const { t } = useTranslation()
  const [job, setJob] = useState<Job>()
  const start = useHistoryJob(project)
  const begin = (isDryRun: boolean) =>
    start.mutate({ action: 'rederive', dry_run: isDryRun }, { onSuccess: (started) => setJob(started) })
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-lg">{t('prices.history')}</h2>
      <p className="text-muted">{t('prices.historyLead')}</p>
      <div className="flex flex-wrap gap-2">
        <Button changes onPress={() => begin(true)} isDisabled={start.isPending}>
          {t('prices.preview')}
        </Button>
        <Button changes onPress={() => begin(false)} isDisabled={start.isPending}>
          {t('prices.apply')}
        </Button>
      </div>
      {start.isError && <ErrorState title={t('prices.jobFailed')} error={start.error} />}
      {job !== undefined && <HistoryJob key={job.id} project={project} started={job} />}
    </section>
  )
}
