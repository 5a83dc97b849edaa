import { useQuery } from '@tanstack/react-query'
import { createKey } from '../../api/changes.ts'
import { keysQuery } from '../../api/queries.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { TablePending } from '../../ui/TablePending.tsx'
import { KeyTable } from './KeyTable.tsx'
import { NewPairForm } from './NewPairForm.tsx'

export function KeysSection({ project }: { project: string }) {
  const { t } = useTranslation()
  const list = keysQuery(project)
  const keys = useQuery(list)
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      <p className="text-muted">{t('settings.keys.lead')}</p>
      <NewPairForm
        label={t('settings.keys.name')}
        action={t('settings.keys.create')}
        failed={t('settings.keys.createFailed')}
        make={(name) => createKey(project, name)}
        listKey={list.queryKey}
      />
      {keys.error !== null ? (
        <ErrorState title={t('settings.keys.listFailed')} error={keys.error} onRetry={() => void keys.refetch()} />
      ) : keys.data === undefined ? (
        <TablePending columns={5} tallest="button" />
      ) : keys.data.keys.length === 0 ? (
        <EmptyState title={t('settings.keys.none')}>{t('settings.keys.noneHint')}</EmptyState>
      ) : (
        <KeyTable project={project} keys={keys.data.keys} />
      )}
    </div>
  )
}
