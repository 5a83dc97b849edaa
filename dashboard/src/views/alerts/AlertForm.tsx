import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ALERT_CONDITIONS, ALERT_SEVERITIES, ALERT_WINDOWS, NO_DATA_CHOICES } from '@vitrine/schemas/api'
import { useState } from 'react'
import { channelsQuery, saveAlert } from '../../api/alert-queries.ts'
import { type AlertDraft, bodyOfDraft, type DraftField, draftErrors, unitOfDraft } from '../../model/alert-draft.ts'
import { Choice } from '../../parts/Choice.tsx'
import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { TextField } from '../../ui/TextField.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { MetricFields } from './MetricFields.tsx'
import { PreviewPanel } from './PreviewPanel.tsx'

export interface AlertFormProps {
  readonly project: string
  readonly start: AlertDraft
  /** Undefined: a new one. */
  readonly alertId?: string
}

/** A rule with its preview beside it: whatever is changed is seen on the last seven days before it is saved. */
export function AlertForm({ project, start, alertId }: AlertFormProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [draft, setDraft] = useState(start)
  const body = bodyOfDraft(draft)
  const save = useMutation({
    mutationFn: async () => (body === undefined ? undefined : await saveAlert(project, alertId, body)),
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: [project, 'alerts'] })
      if (saved !== undefined && alertId === undefined) {
        void navigate({ to: '/p/$project/alerts/$alertId', params: { project, alertId: saved.id }, replace: true })
      }
    },
  })
  const change = (part: Partial<AlertDraft>) => {
    setDraft((before) => ({ ...before, ...part }))
    save.reset()
  }
  const isReady = body !== undefined && draft.name.trim() !== ''
  return (
    <form
      className="grid gap-6 lg:grid-cols-[minmax(0,26rem)_minmax(0,1fr)]"
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady) save.mutate()
      }}
    >
      <div className="flex min-w-0 flex-col gap-3">
        <TextField
          label={t('alerts.name')}
          value={draft.name}
          onChange={(name) => change({ name })}
          maxLength={200}
          isRequired
        />
        <MetricFields project={project} draft={draft} onChange={change} />
        <ConditionFields draft={draft} onChange={change} />
        <ChannelChoice project={project} chosen={draft.channels} onChange={(channels) => change({ channels })} />
        <label className="flex flex-col gap-1">
          <span className="text-muted text-xs">{t('alerts.note')}</span>
          <textarea
            dir="auto"
            rows={4}
            maxLength={10_000}
            value={draft.note}
            onChange={(event) => change({ note: event.target.value })}
            className="rounded-control border border-control bg-bg p-2 text-sm"
          />
          <span className="text-muted text-xs">{t('alerts.noteHint')}</span>
        </label>
        {save.error !== null && <ErrorState title={t('alerts.saveFailed')} error={save.error} />}
        <div className="flex items-center gap-3">
          <Button type="submit" look="primary" changes isDisabled={!isReady || save.isPending}>
            {t('alerts.save')}
          </Button>
          <span role="status" className="text-muted">
            {save.isSuccess && t('alerts.saved')}
          </span>
        </div>
      </div>
      <PreviewPanel project={project} body={body} draft={draft} />
    </form>
  )
}

type FieldsProps = { draft: AlertDraft; onChange: (part: Partial<AlertDraft>) => void }

function ConditionFields({ draft, onChange }: FieldsProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const wrong = draftErrors(draft)
  const errorOf = (field: DraftField) => (wrong.has(field) ? t(`alerts.wrong.${field}`) : undefined)
  const unit = t(`alerts.units.${unitOfDraft(draft)}`)
  const isMissing = draft.condition === 'missing'
  return (
    <div className="grid grid-cols-2 gap-3">
      <Choice
        label={t('alerts.fires')}
        value={draft.condition}
        options={ALERT_CONDITIONS.map((id) => ({ id, text: t(`alerts.conditions.${id}`) }))}
        onChange={(condition) => onChange({ condition })}
      />
      {!isMissing && !draft.metric.startsWith('budget_') && (
        <Choice
          label={t('alerts.compare')}
          value={draft.compare}
          options={(['value', 'last_week'] as const).map((id) => ({ id, text: t(`alerts.compares.${id}`) }))}
          onChange={(compare) => onChange({ compare })}
        />
      )}
      {!isMissing && (
        <>
          <TextField
            label={`${t('alerts.threshold')} (${unit})`}
            inputMode="decimal"
            value={draft.threshold}
            onChange={(threshold) => onChange({ threshold: threshold.trim() })}
            error={errorOf('threshold')}
            isRequired
          />
          <TextField
            label={`${t('alerts.recoverThreshold')} (${unit})`}
            inputMode="decimal"
            value={draft.recoverThreshold}
            onChange={(text) => onChange({ recoverThreshold: text.trim() })}
            error={errorOf('recoverThreshold')}
          />
        </>
      )}
      <TextField
        label={t('alerts.forMinutes')}
        inputMode="numeric"
        value={draft.forMinutes}
        onChange={(text) => onChange({ forMinutes: text.trim() })}
        error={errorOf('forMinutes')}
      />
      <TextField
        label={t('alerts.recoverMinutes')}
        inputMode="numeric"
        value={draft.recoverMinutes}
        onChange={(text) => onChange({ recoverMinutes: text.trim() })}
        error={errorOf('recoverMinutes')}
      />
      {!draft.metric.startsWith('budget_') && (
        <Choice
          label={t('alerts.window')}
          value={String(draft.windowSeconds)}
          options={ALERT_WINDOWS.map(({ seconds }) => ({
            id: String(seconds),
            text: format.durationMs(seconds * 1000),
          }))}
          onChange={(seconds) => onChange({ windowSeconds: Number(seconds) })}
        />
      )}
      <Choice
        label={t('alerts.severity')}
        value={draft.severity}
        options={ALERT_SEVERITIES.map((id) => ({ id, text: t(`alerts.severities.${id}`) }))}
        onChange={(severity) => onChange({ severity })}
      />
      {!isMissing && (
        <>
          <Choice
            label={t('alerts.noData')}
            value={draft.noData}
            options={NO_DATA_CHOICES.map((id) => ({ id, text: t(`alerts.noDataChoices.${id}`) }))}
            onChange={(noData) => onChange({ noData })}
          />
          <TextField
            label={t('alerts.minN')}
            inputMode="numeric"
            value={draft.minN}
            onChange={(text) => onChange({ minN: text.trim() })}
            error={errorOf('minN')}
          />
        </>
      )}
    </div>
  )
}

function ChannelChoice({
  project,
  chosen,
  onChange,
}: {
  project: string
  chosen: readonly string[]
  onChange: (channels: readonly string[]) => void
}) {
  const { t } = useTranslation()
  const channels = useQuery(channelsQuery(project))
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="text-muted text-xs">{t('alerts.channels')}</legend>
      {channels.data?.channels.length === 0 && <p className="text-muted">{t('alerts.channelsNone')}</p>}
      {channels.data?.channels.map(({ id, name, kind }) => (
        <label key={id} className="flex min-h-7 cursor-pointer items-center gap-2 pointer-coarse:min-h-11">
          <input
            type="checkbox"
            className="size-4"
            checked={chosen.includes(id)}
            onChange={({ target }) => onChange(target.checked ? [...chosen, id] : chosen.filter((each) => each !== id))}
          />
          <bdi>{name}</bdi>
          <span className="text-muted text-xs">{t(`channels.kinds.${kind}`)}</span>
        </label>
      ))}
    </fieldset>
  )
}
