import type { Budget } from '@vitrine/schemas/api'
import { useState } from 'react'
import { removeBudget } from '../../api/alert-queries.ts'
import { BudgetTable } from '../../parts/BudgetTable.tsx'
import { Button } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { BudgetDialog } from './BudgetDialog.tsx'
import { RemoveRecord } from './RemoveRecord.tsx'

export function BudgetsSection({ project }: { project: string }) {
  const { t } = useTranslation()
  const [edited, setEdited] = useState<Budget | 'new'>()
  const [removed, setRemoved] = useState<Budget>()
  return (
    <div className="flex max-w-5xl flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-muted">{t('budgets.lead')}</p>
        <Button look="primary" changes onPress={() => setEdited('new')}>
          {t('budgets.add')}
        </Button>
      </div>
      <BudgetTable project={project} onEdit={setEdited} onRemove={setRemoved} />
      {edited !== undefined && (
        <BudgetDialog
          project={project}
          budget={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
      {removed !== undefined && (
        <RemoveRecord
          name={removed.name}
          hint={t('budgets.removeHint')}
          remove={() => removeBudget(project, removed.id)}
          listKey={[project, 'budgets']}
          onClose={() => setRemoved(undefined)}
        />
      )}
    </div>
  )
}
