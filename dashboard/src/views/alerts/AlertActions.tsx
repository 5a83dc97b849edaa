import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Alert } from '@vitrine/schemas/api'
import { useState } from 'react'
import { acknowledgeAlert, muteAlert, removeAlert } from '../../api/alert-queries.ts'
import { Button } from '../../ui/Button.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Menu } from '../../ui/Menu.tsx'

const MUTES = { hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const
type MuteSpan = keyof typeof MUTES
const SPANS: readonly MuteSpan[] = ['hour', 'day', 'week']

/** Acknowledge, mute for a while, remove. */
export function AlertActions({ project, alert }: { project: string; alert: Alert }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [isRemoving, setRemoving] = useState(false)
  const refresh = () => client.invalidateQueries({ queryKey: [project, 'alerts'] })
  const change = useMutation({ mutationFn: (run: () => Promise<unknown>) => run(), onSuccess: refresh })
  const remove = useMutation({
    mutationFn: () => removeAlert(project, alert.id),
    onSuccess: () => {
      void refresh()
      void navigate({ to: '/p/$project/alerts', params: { project } })
    },
  })
  const mute = (id: string) => {
    const span = SPANS.find((each) => each === id)
    const until = span === undefined ? null : String(BigInt(Date.now() + MUTES[span]) * 1_000_000n)
    change.mutate(() => muteAlert(project, alert.id, until))
  }
  const entries = [
    ...SPANS.map((id) => ({ id, text: t(`alerts.mutes.${id}`) })),
    ...(alert.muted_until === null ? [] : [{ id: 'end', text: t('alerts.mutes.end') }]),
  ]
  return (
    <div className="flex flex-wrap gap-2">
      {(alert.state === 'firing' || alert.state === 'no_data') && alert.acknowledged === null && (
        <Button look="primary" onPress={() => change.mutate(() => acknowledgeAlert(project, alert.id))}>
          {t('alerts.acknowledge')}
        </Button>
      )}
      <Menu label={t('alerts.mute')} trigger={<Button>{t('alerts.mute')}</Button>} entries={entries} onAction={mute} />
      <Button look="danger" onPress={() => setRemoving(true)}>
        {t('alerts.remove')}
      </Button>
      {change.error !== null && <ErrorState title={t('alerts.changeFailed')} error={change.error} />}
      {isRemoving && (
        <ConfirmDialog
          title={t('alerts.removeNamed', { name: alert.name })}
          isOpen
          onClose={() => setRemoving(false)}
          onConfirm={() => remove.mutate()}
          action={t('alerts.remove')}
          isBusy={remove.isPending}
        >
          <p>{t('alerts.removeHint')}</p>
          {remove.error !== null && <ErrorState title={t('alerts.changeFailed')} error={remove.error} />}
        </ConfirmDialog>
      )}
    </div>
  )
}
