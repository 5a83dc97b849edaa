import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { createProject } from '../../api/changes.ts'
import { meQuery } from '../../api/queries.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Page } from '../../ui/Page.tsx'
import { TextField } from '../../ui/TextField.tsx'

/** Shown when there is no project at all: makes the first one. */
export function NoProjectPage() {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const { data: me } = useSuspenseQuery(meQuery)
  const [name, setName] = useState('default')
  const create = useMutation({
    mutationFn: () => createProject(name),
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey })
      await navigate({ to: '/p/$project/start', params: { project: id } })
    },
  })
  return (
    <main className="mx-auto max-w-sm p-6 pt-[20vh]">
      <Page title={t('home.title')}>
        {me.role === 'viewer' ? (
          <p className="text-muted">{t('home.forOwner')}</p>
        ) : (
          <form
            className="flex flex-col gap-3"
            onSubmit={(event) => {
              event.preventDefault()
              create.mutate()
            }}
          >
            <p className="text-muted">{t('home.hint')}</p>
            <TextField label={t('settings.projects.name')} value={name} onChange={setName} isRequired />
            <Button type="submit" look="primary" isDisabled={create.isPending || name.trim() === ''}>
              {t('settings.projects.create')}
            </Button>
            {create.error !== null && <ErrorState title={t('settings.projects.createFailed')} error={create.error} />}
          </form>
        )}
      </Page>
    </main>
  )
}
