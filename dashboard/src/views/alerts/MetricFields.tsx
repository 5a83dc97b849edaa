import { useQuery } from '@tanstack/react-query'
import { budgetsQuery } from '../../api/alert-queries.ts'
import { ALERT_METRICS, type AlertDraft, ATTRIBUTE, draftErrors } from '../../model/alert-draft.ts'
import { SPLITS } from '../../model/boards/choices.ts'
import { keyText } from '../../parts/board/texts.ts'
import { Choice } from '../../parts/Choice.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { TextField } from '../../ui/TextField.tsx'

/** What is measured, and of which spans. */
export function MetricFields({
  project,
  draft,
  onChange,
}: {
  project: string
  draft: AlertDraft
  onChange: (part: Partial<AlertDraft>) => void
}) {
  const { t } = useTranslation()
  const { metric, metricName, q, condition } = draft
  const isBudget = metric.startsWith('budget_')
  const budgets = useQuery({ ...budgetsQuery(project), enabled: isBudget })
  const isMissing = condition === 'missing'
  return (
    <>
      {!isMissing && (
        <Choice
          label={t('alerts.metric')}
          value={metric}
          options={ALERT_METRICS.map((id) => ({ id, text: t(`alerts.metrics.${id.replaceAll('.', '_')}`) }))}
          onChange={(chosen) => onChange({ metric: chosen, metricName: '' })}
        />
      )}
      {!isMissing && isBudget && (
        <Choice
          label={t('alerts.budget')}
          value={metricName}
          options={[
            { id: '', text: t('alerts.chooseBudget') },
            ...(budgets.data?.budgets ?? []).map(({ id, name }) => ({ id, text: name })),
          ]}
          onChange={(id) => onChange({ metricName: id })}
        />
      )}
      {!isMissing && (metric === 'score' || metric === 'other') && (
        <TextField
          label={t(`alerts.metricNames.${metric}`)}
          value={metricName}
          onChange={(name) => onChange({ metricName: name })}
          isRequired
        />
      )}
      {(isMissing || !isBudget) && (
        <TextField
          label={t('alerts.filter')}
          hint={t('alerts.filterHint')}
          value={q}
          onChange={(text) => onChange({ q: text })}
          error={draftErrors(draft).has('q') ? t('alerts.wrong.q') : undefined}
        />
      )}
      {(isMissing || !isBudget) && <SplitFields draft={draft} onChange={onChange} />}
    </>
  )
}

/** Each model, tool or user by itself. */
function SplitFields({ draft, onChange }: { draft: AlertDraft; onChange: (part: Partial<AlertDraft>) => void }) {
  const { t } = useTranslation()
  const { by, byAttribute } = draft
  return (
    <>
      <Choice
        label={t('alerts.by')}
        value={by}
        options={[
          { id: '', text: t('alerts.byNothing') },
          ...SPLITS.map((id) => ({ id, text: keyText(t, id) })),
          { id: ATTRIBUTE, text: t('alerts.byAttribute') },
        ]}
        onChange={(id) => onChange({ by: id })}
      />
      {by === ATTRIBUTE && (
        <TextField
          label={t('alerts.attributeKey')}
          value={byAttribute}
          onChange={(key) => onChange({ byAttribute: key })}
          isRequired
        />
      )}
    </>
  )
}
