import { useMutation, useQueryClient } from '@tanstack/react-query'
import {
  BUCKET_CALENDARS,
  BUDGET_PERIODS,
  BUDGET_SUBJECTS,
  type BucketCalendar,
  type Budget,
  type BudgetBody,
  type BudgetPeriod,
  type BudgetSubject,
} from '@vitrine/schemas/api'
import { useState } from 'react'
import { saveBudget } from '../../api/alert-queries.ts'
import { Choice } from '../../parts/Choice.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { usePreferences } from '../../ui/preferences.ts'
import { TextField } from '../../ui/TextField.tsx'
import { zoneName } from '../../ui/zone.ts'

const AMOUNT = /^(?!0+(?:\.0+)?$)\d{1,9}(?:\.\d{1,6})?$/

type Props = {
  project: string
  /** The one that is changed; default a new one. */
  budget: Budget | undefined
  onClose: () => void
}

export function BudgetDialog({ project, budget, onClose }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { timeZone, calendar: own } = usePreferences()
  const [name, setName] = useState(budget?.name ?? '')
  const [subject, setSubject] = useState<BudgetSubject>(budget?.subject ?? 'project')
  const [value, setValue] = useState(budget?.value ?? '')
  const [period, setPeriod] = useState<BudgetPeriod>(budget?.period ?? 'month')
  const [calendar, setCalendar] = useState<BucketCalendar>(budget?.calendar ?? own)
  const [amount, setAmount] = useState(budget?.amount ?? '')
  const isReady = name.trim() !== '' && AMOUNT.test(amount) && (subject === 'project' || value.trim() !== '')
  const body: BudgetBody = {
    name: name.trim(),
    subject,
    ...(subject === 'project' ? {} : { value: value.trim() }),
    period,
    calendar,
    tz: budget?.tz ?? zoneName(timeZone),
    amount,
  }
  const save = useMutation({
    mutationFn: () => saveBudget(project, budget?.id, body),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: [project, 'budgets'] })
      onClose()
    },
  })
  return (
    <Dialog
      title={budget === undefined ? t('budgets.add') : t('budgets.change')}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" isDisabled={!isReady || save.isPending} onPress={() => save.mutate()}>
            {budget === undefined ? t('budgets.add') : t('budgets.save')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <TextField label={t('alerts.name')} value={name} onChange={setName} maxLength={200} autoFocus />
        <div className="grid grid-cols-2 gap-3">
          <Choice
            label={t('budgets.subject')}
            value={subject}
            options={BUDGET_SUBJECTS.map((id) => ({ id, text: t(`budgets.subjects.${id}`) }))}
            onChange={setSubject}
          />
          {subject !== 'project' && (
            <TextField label={t(`budgets.subjects.${subject}`)} value={value} onChange={setValue} maxLength={500} />
          )}
          <Choice
            label={t('budgets.period')}
            value={period}
            options={BUDGET_PERIODS.map((id) => ({ id, text: t(`budgets.periods.${id}`) }))}
            onChange={setPeriod}
          />
          {period !== 'day' && (own !== 'gregory' || calendar !== 'gregory') && (
            <Choice
              label={t('budgets.calendar')}
              value={calendar}
              options={BUCKET_CALENDARS.map((id) => ({ id, text: t(`preferences.calendars.${id}`) }))}
              onChange={setCalendar}
            />
          )}
          <TextField
            label={t('budgets.amount')}
            inputMode="decimal"
            value={amount}
            onChange={(text) => setAmount(text.trim())}
            error={amount === '' || AMOUNT.test(amount) ? undefined : t('budgets.amountBad')}
          />
        </div>
        <p className="text-muted text-xs">
          {t('budgets.zone')} <bdi dir="ltr">{body.tz}</bdi>
        </p>
        {save.error !== null && <ErrorState title={t('budgets.saveFailed')} error={save.error} />}
      </div>
    </Dialog>
  )
}
