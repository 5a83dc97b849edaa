import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { readingQuery, saveReading } from '../../api/money-queries.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Switch } from '../../ui/Switch.tsx'

/** Whether tokens that nobody sent are counted here. */
export function EstimateSwitch({ project }: { project: string }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const reading = useQuery(readingQuery(project))
  const save = useMutation({
    mutationFn: (isOn: boolean) => saveReading(project, isOn),
    onSuccess: (answer) => client.setQueryData(readingQuery(project).queryKey, answer),
  })
  if (reading.data === undefined) return null
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-lg">{t('prices.estimates')}</h2>
      <Switch isSelected={reading.data.estimate_tokens} changes onChange={(isOn) => save.mutate(isOn)}>
        {t('prices.estimatesSwitch')}
      </Switch>
      <p className="text-muted text-xs">{t('prices.estimatesLead')}</p>
      {save.isError && <ErrorState title={t('prices.saveFailed')} error={save.error} />}
    </section>
  )
}
