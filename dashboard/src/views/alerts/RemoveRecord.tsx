import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'

type Props = {
  name: string
  /** What it means for others. */
  hint: string
  remove: () => Promise<unknown>
  /** The list that it is in. */
  listKey: readonly string[]
  onClose: () => void
}

/** Asks before a channel or a budget goes. */
export function RemoveRecord({ name, hint, remove, listKey, onClose }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const removal = useMutation({
    mutationFn: remove,
    onSuccess: () => {
      onClose()
      void client.invalidateQueries({ queryKey: listKey })
    },
  })
  return (
    <ConfirmDialog
      title={t('alerts.removeNamed', { name })}
      isOpen
      onClose={onClose}
      onConfirm={() => removal.mutate()}
      action={t('alerts.remove')}
      isBusy={removal.isPending}
    >
      <p>{hint}</p>
      {removal.error !== null && <ErrorState title={t('alerts.changeFailed')} error={removal.error} />}
    </ConfirmDialog>
  )
}
