import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ApiKey } from '@vitrine/schemas/api'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { revokeKey } from '../../api/changes.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Cell, HeaderCell, Row, RowHeader, Table } from '../../ui/Table.tsx'
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
      <Table caption={t('settings.sections.keys')}>
        <thead>
          <tr>
            <HeaderCell>{t('settings.keys.prefix')}</HeaderCell>
            <HeaderCell>{t('settings.keys.kind')}</HeaderCell>
            <HeaderCell>{t('settings.keys.name')}</HeaderCell>
            <HeaderCell>{t('settings.keys.created')}</HeaderCell>
            <HeaderCell>
              <span className="sr-only">{t('settings.actions')}</span>
            </HeaderCell>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <Row key={key.id}>
              <RowHeader>
                <code dir="ltr" className="font-mono text-xs">
                  {key.prefix}…
                </code>
              </RowHeader>
              <Cell>
                <Badge>{t(`settings.keys.kinds.${key.kind}`)}</Badge>
              </Cell>
              <Cell>{key.name === null ? <Unknown /> : <bdi>{key.name}</bdi>}</Cell>
              <Cell>
                <Time at={key.created} />
              </Cell>
              <Cell className="text-end">
                <Button
                  size="small"
                  look="danger"
                  aria-label={t('settings.keys.revokeNamed', { prefix: key.prefix })}
                  onPress={() => setAsked(key)}
                >
                  {t('settings.keys.revoke')}
                </Button>
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
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
