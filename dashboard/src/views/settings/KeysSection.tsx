import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { KeyCreated } from '@vitrine/schemas/api'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createKey } from '../../api/changes.ts'
import { keysQuery } from '../../api/queries.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { KeyTable } from './KeyTable.tsx'
import { NewKeyDialog } from './NewKeyDialog.tsx'

export function KeysSection({ project }: { project: string }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const keys = useQuery(keysQuery(project))
  const [name, setName] = useState('')
  const [made, setMade] = useState<KeyCreated>()
  const create = useMutation({
    mutationFn: () => createKey(project, name.trim() || undefined),
    onSuccess: async (pair) => {
      setMade(pair)
      setName('')
      await queryClient.invalidateQueries({ queryKey: [project, 'keys'] })
    },
  })
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      <p className="text-muted">{t('settings.keys.lead')}</p>
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate()
        }}
      >
        <TextField label={t('settings.keys.name')} value={name} onChange={setName} maxLength={100} />
        <Button type="submit" look="primary" isDisabled={create.isPending}>
          {t('settings.keys.create')}
        </Button>
      </form>
      {create.error !== null && <ErrorState title={t('settings.keys.createFailed')} error={create.error} />}
      {keys.error !== null ? (
        <ErrorState title={t('settings.keys.listFailed')} error={keys.error} onRetry={() => void keys.refetch()} />
      ) : keys.data === undefined ? (
        <Skeleton className="h-32" />
      ) : keys.data.keys.length === 0 ? (
        <EmptyState title={t('settings.keys.none')}>{t('settings.keys.noneHint')}</EmptyState>
      ) : (
        <KeyTable project={project} keys={keys.data.keys} />
      )}
      {made !== undefined && <NewKeyDialog pair={made} onClose={() => setMade(undefined)} />}
    </div>
  )
}
