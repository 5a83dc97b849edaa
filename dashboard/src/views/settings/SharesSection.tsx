import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Share } from '@vitrine/schemas/api'
import { useState } from 'react'
import { removeShare, sharedAddress, sharesQuery } from '../../api/share-queries.ts'
import { Badge } from '../../ui/Badge.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { RecordTable } from '../../ui/RecordTable.tsx'
import { TablePending } from '../../ui/TablePending.tsx'
import { Time } from '../../ui/Values.tsx'

/** Every link that lets a stranger read something of this project, and the way to take it back. */
export function SharesSection({ project }: { project: string }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const shares = useQuery(sharesQuery(project))
  const [asked, setAsked] = useState<Share>()
  const remove = useMutation({
    mutationFn: (share: Share) => removeShare(project, share.id),
    onSuccess: async () => {
      setAsked(undefined)
      await client.invalidateQueries({ queryKey: [project, 'shares'] })
    },
  })
  if (shares.error !== null) {
    return <ErrorState title={t('share.listFailed')} error={shares.error} onRetry={() => void shares.refetch()} />
  }
  if (shares.data === undefined) return <TablePending columns={6} tallest="button" />
  if (shares.data.shares.length === 0) return <EmptyState title={t('share.none')}>{t('share.noneHint')}</EmptyState>
  return (
    <div className="flex max-w-4xl flex-col gap-4">
      <p className="text-muted">{t('share.lead2')}</p>
      <RecordTable
        caption={t('settings.sections.shares')}
        records={shares.data.shares}
        keyOf={({ id }) => id}
        columns={[
          {
            title: t('share.trace'),
            draw: ({ trace_id }) => (
              <Link
                to="/p/$project/traces/$traceId"
                params={{ project, traceId: trace_id }}
                className="text-link hover:underline"
              >
                <code dir="ltr" className="font-mono text-xs">
                  {trace_id}
                </code>
              </Link>
            ),
          },
          { title: t('share.shows'), draw: ({ content }) => t(content ? 'share.texts' : 'share.structure') },
          { title: t('share.made'), draw: ({ created }) => <Time at={created} /> },
          {
            title: t('share.expires'),
            draw: ({ expires, expired }) => (expired ? <Badge>{t('share.expired')}</Badge> : <Time at={expires} />),
          },
          {
            title: t('share.link'),
            draw: ({ token, expired }) =>
              !expired && (
                <a href={sharedAddress(token)} target="_blank" rel="noreferrer" className="text-link underline">
                  {t('share.open')}
                </a>
              ),
          },
        ]}
        action={{
          label: t('share.revoke'),
          changes: true,
          look: 'danger',
          nameOf: ({ trace_id }) => t('share.revokeNamed', { trace: trace_id }),
          onPress: setAsked,
        }}
      />
      {asked !== undefined && (
        <ConfirmDialog
          title={t('share.revokeNamed', { trace: asked.trace_id })}
          isOpen
          onClose={() => setAsked(undefined)}
          onConfirm={() => remove.mutate(asked)}
          action={t('share.revoke')}
          isBusy={remove.isPending}
        >
          <p>{t('share.revokeHint')}</p>
          {remove.error !== null && <ErrorState title={t('share.revokeFailed')} error={remove.error} />}
        </ConfirmDialog>
      )}
    </div>
  )
}
