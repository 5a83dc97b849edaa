import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Job, PriceBody } from '@vitrine/schemas/api'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createPrice } from '../../api/money-queries.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { HistoryJob, useHistoryJob } from './HistoryJob.tsx'

export interface PriceDraft {
  readonly model: string
  readonly provider: string
}

const COLUMNS = ['input_uncached', 'output', 'cache_read', 'cache_write'] as const
type Amounts = Record<(typeof COLUMNS)[number], string>
const NO_AMOUNTS: Amounts = { input_uncached: '', output: '', cache_read: '', cache_write: '' }
const AMOUNT = /^\d{1,9}(?:\.\d{1,6})?$/

/** A price as it is typed, what it would change in all history, and then: for new calls alone, or for all. */
export function PriceDialog({ project, draft, onClose }: { project: string; draft: PriceDraft; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [name, setName] = useState(draft)
  const [amounts, setAmounts] = useState(NO_AMOUNTS)
  const [from, setFrom] = useState('')
  const [job, setJob] = useState<Job>()
  const start = useHistoryJob(project)
  const body = bodyOf(name, amounts, from)
  const change = (set: () => void) => {
    set()
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
            <Button
              isDisabled={body === undefined || start.isPending}
              onPress={() =>
                body !== undefined &&
                start.mutate({ action: 'rederive', dry_run: true, draft_price: body }, { onSuccess: setJob })
              }
            >
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
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label={t('prices.model')}
            hint={t('prices.modelHint')}
            value={name.model}
            onChange={(model) => change(() => setName({ ...name, model }))}
            isDisabled={isSaved}
            autoFocus={draft.model === ''}
          />
          <TextField
            label={t('prices.provider')}
            hint={t('prices.providerHint')}
            value={name.provider}
            onChange={(provider) => change(() => setName({ ...name, provider }))}
            isDisabled={isSaved}
          />
        </div>
        <p className="text-muted text-xs">{t('prices.perMillion')}</p>
        <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
          {COLUMNS.map((column) => (
            <TextField
              key={column}
              label={t(`prices.columns.${column}`)}
              inputMode="decimal"
              value={amounts[column]}
              onChange={(amount) => change(() => setAmounts({ ...amounts, [column]: amount.trim() }))}
              error={amounts[column] === '' || AMOUNT.test(amounts[column]) ? undefined : t('prices.amountBad')}
              isDisabled={isSaved}
              autoFocus={draft.model !== '' && column === 'input_uncached'}
            />
          ))}
        </div>
        <TextField
          label={t('prices.from')}
          hint={t('prices.fromHint')}
          placeholder="2026-09-01"
          value={from}
          onChange={(day) => change(() => setFrom(day.trim()))}
          error={from === '' || DAY.test(from) ? undefined : t('prices.dayBad')}
          isDisabled={isSaved}
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

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** undefined while it is not a price yet. */
function bodyOf(name: PriceDraft, amounts: Amounts, from: string): PriceBody | undefined {
  const said = COLUMNS.filter((column) => amounts[column] !== '')
  const isReady = name.model.trim() !== '' && said.length > 0 && said.every((column) => AMOUNT.test(amounts[column]))
  if (!isReady || (from !== '' && !DAY.test(from))) return undefined
  return {
    model: name.model.trim(),
    provider: name.provider.trim() === '' ? null : name.provider.trim(),
    from: from === '' ? null : from,
    tiers: [{ above: 0, per_million: Object.fromEntries(said.map((column) => [column, amounts[column]])) }],
  }
}
