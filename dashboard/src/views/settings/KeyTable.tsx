import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ApiKey } from '@vitrine/schemas/api'
import { useState } from 'react'
import { revokeKey } from '../../api/changes.ts'
import { Badge } from '../../ui/Badge.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { RecordTable } from '../../ui/RecordTable.tsx'
import { Time, Unknown } from '../../ui/Values.tsx'

export function KeyTable({ project, keys }: { project: string; keys: readonly ApiKey[] }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const [asked, setAsked] = useState<ApiKey>()
  const revoke = useMutation({
    mutationFn: (key: ApiKey) => revokeKey(project, key.id),
    onSuccess: async () => {
      setAsked(undefined)
      await queryClient.invalidateQueries({ queryKey: [project, 'keys'] })
    },
  })
  return (
    <>
      <RecordTable
        caption={t('settings.sections.keys')}
        records={keys}
        keyOf={(key) => key.id}
        columns={[
          {
            title: t('settings.keys.prefix'),
            draw: ({ prefix }) => (
              <code dir="ltr" className="font-mono text-xs">
                {prefix}…
              </code>
            ),
          },
          {
            title: t('settings.keys.kind'),
            draw: ({ kind }) => <Badge>{t(`settings.keys.kinds.${kind}`)}</Badge>,
          },
          {
            title: t('settings.keys.name'),
            draw: ({ name }) => (name === null ? <Unknown /> : <bdi>{name}</bdi>),
          },
          { title: t('settings.keys.created'), draw: ({ created }) => <Time at={created} /> },
        ]}
        action={{
          label: t('settings.keys.revoke'),
          changes: true,
          look: 'danger',
          nameOf: ({ prefix }) => t('settings.keys.revokeNamed', { prefix }),
          onPress: setAsked,
        }}
      />
      {asked !== undefined && (
        <ConfirmDialog
          title={t('settings.keys.revokeNamed', { prefix: asked.prefix })}
          isOpen
          onClose={() => setAsked(undefined)}
          onConfirm={() => revoke.mutate(asked)}
          action={t('settings.keys.revoke')}
          isBusy={revoke.isPending}
        >
          <p>{t('settings.keys.revokeHint')}</p>
          {revoke.error !== null && <ErrorState title={t('settings.keys.revokeFailed')} error={revoke.error} />}
        </ConfirmDialog>
      )}
    </>
  )
}
