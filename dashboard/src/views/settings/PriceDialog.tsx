import { useMutation, useQueryClient } from '@tanstack/react-query'
import { SERVICE_TIERS } from '@vitrine/schemas'
import type { Job } from '@vitrine/schemas/api'
import { useState } from 'react'
import { createPrice } from '../../api/money-queries.ts'
import { newPrice, type PriceDraft, priceBodyOf, problemsOf } from '../../model/price-draft.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { HistoryJob, useHistoryJob } from './HistoryJob.tsx'
import { PriceFields } from './PriceFields.tsx'

/** What the price is for, when it is asked for from the inbox. */
export interface PriceSubject {
  readonly model: string
  readonly provider: string
}

/** A price as it is typed, what it would change in all history, and then: for new calls alone, or for all. */
export function PriceDialog(props: { project: string; subject: PriceSubject; onClose: () => void }) {
  const { project, subject, onClose } = props
  const { t } = useTranslation()
  const client = useQueryClient()
  const [draft, setDraft] = useState(() => newPrice(subject.model, subject.provider))
  const [job, setJob] = useState<Job>()
  const start = useHistoryJob(project)
  const problems = problemsOf(draft)
  const body = priceBodyOf(draft)
  const change = (next: PriceDraft) => {
    setDraft(next)
    setJob(undefined)
  }
  const save = useMutation({
    mutationFn: async (isForHistory: boolean) => {
      if (body === undefined) return
      await createPrice(project, body)
      if (isForHistory) setJob(await start.mutateAsync({ action: 'rederive', dry_run: false }))
    },
    onSuccess: (_, isForHistory) => {
      void client.invalidateQueries({ queryKey: [project, 'prices'] })
      if (!isForHistory) onClose()
    },
  })
  const isSaved = save.isSuccess
  const preview = () =>
    body !== undefined && start.mutate({ action: 'rederive', dry_run: true, draft_price: body }, { onSuccess: setJob })
  return (
    <Dialog
      title={t('prices.add')}
      isOpen
      onClose={onClose}
      width="wide"
      footer={
        isSaved ? (
          <Button look="primary" onPress={onClose}>
            {t('common.close')}
          </Button>
        ) : (
          <>
            <Button onPress={onClose}>{t('common.cancel')}</Button>
            <Button isDisabled={body === undefined || start.isPending} onPress={preview}>
              {t('prices.preview')}
            </Button>
            <Button isDisabled={body === undefined || save.isPending} onPress={() => save.mutate(false)}>
              {t('prices.saveNew')}
            </Button>
            <Button
              look="primary"
              isDisabled={body === undefined || save.isPending || job?.dry_run !== true}
              onPress={() => save.mutate(true)}
            >
              {t('prices.saveAll')}
            </Button>
          </>
        )
      }
    >
      <div className="flex flex-col gap-3">
        <PriceFields
          draft={draft}
          problems={problems}
          services={['standard', ...SERVICE_TIERS]}
          isNamed={subject.model !== ''}
          isDisabled={isSaved}
          onChange={change}
        />
        {(save.isError || start.isError) && (
          <ErrorState title={t('prices.saveFailed')} error={save.error ?? start.error} />
        )}
        {job === undefined ? (
          <p className="text-muted text-xs">{t('prices.previewFirst')}</p>
        ) : (
          <HistoryJob key={job.id} project={project} started={job} />
        )}
      </div>
    </Dialog>
  )
}
