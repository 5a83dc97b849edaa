import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Budget } from '@vitrine/schemas/api'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { removeBudget } from '../../api/alert-queries.ts'
import { BudgetTable } from '../../parts/BudgetTable.tsx'
import { Button } from '../../ui/Button.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { BudgetDialog } from './BudgetDialog.tsx'

export function BudgetsSection({ project }: { project: string }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [isAdding, setAdding] = useState(false)
  const [removed, setRemoved] = useState<Budget>()
  const remove = useMutation({
    mutationFn: ({ id }: Budget) => removeBudget(project, id),
    onSuccess: () => {
      setRemoved(undefined)
      void client.invalidateQueries({ queryKey: [project, 'budgets'] })
    },
  })
  return (
    <div className="flex max-w-5xl flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-muted">{t('budgets.lead')}</p>
        <Button look="primary" onPress={() => setAdding(true)}>
          {t('budgets.add')}
        </Button>
      </div>
      <BudgetTable project={project} onRemove={setRemoved} />
      {isAdding && <BudgetDialog project={project} onClose={() => setAdding(false)} />}
      {removed !== undefined && (
        <ConfirmDialog
          title={t('alerts.removeNamed', { name: removed.name })}
          isOpen
          onClose={() => setRemoved(undefined)}
          onConfirm={() => remove.mutate(removed)}
          action={t('alerts.remove')}
          isBusy={remove.isPending}
        >
          <p>{t('budgets.removeHint')}</p>
          {remove.error !== null && <ErrorState title={t('alerts.changeFailed')} error={remove.error} />}
        </ConfirmDialog>
      )}
    </div>
  )
}
