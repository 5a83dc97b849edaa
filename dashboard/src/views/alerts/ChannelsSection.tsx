import { useMutation, useQuery } from '@tanstack/react-query'
import type { Channel, ChannelTest } from '@vitrine/schemas/api'
import { useState } from 'react'
import { channelsQuery, removeChannel, testChannel } from '../../api/alert-queries.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { RecordTable } from '../../ui/RecordTable.tsx'
import { TablePending } from '../../ui/TablePending.tsx'
import { Time } from '../../ui/Values.tsx'
import { ChannelDialog } from './ChannelDialog.tsx'
import { RemoveRecord } from './RemoveRecord.tsx'

/** Where alerts are sent; each can be tried at once. */
export function ChannelsSection({ project }: { project: string }) {
  const { t } = useTranslation()
  const channels = useQuery(channelsQuery(project))
  const [edited, setEdited] = useState<Channel | 'new'>()
  const [removed, setRemoved] = useState<Channel>()
  const test = useMutation({ mutationFn: ({ id }: Channel) => testChannel(project, id) })
  return (
    <div className="flex max-w-4xl flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-muted">{t('channels.lead')}</p>
        <Button look="primary" changes onPress={() => setEdited('new')}>
          {t('channels.add')}
        </Button>
      </div>
      {channels.data?.email_ready === false && <p className="text-muted text-xs">{t('channels.noMail')}</p>}
      {channels.error !== null ? (
        <ErrorState title={t('channels.listFailed')} error={channels.error} onRetry={() => void channels.refetch()} />
      ) : channels.data === undefined ? (
        <TablePending columns={7} tallest="button" />
      ) : channels.data.channels.length === 0 ? (
        <EmptyState title={t('channels.none')}>{t('channels.noneHint')}</EmptyState>
      ) : (
        <RecordTable
          caption={t('alerts.tabs.channels')}
          records={channels.data.channels}
          keyOf={({ id }) => id}
          columns={[
            { title: t('alerts.name'), draw: ({ name }) => <bdi>{name}</bdi> },
            { title: t('channels.kind'), draw: ({ kind }) => t(`channels.kinds.${kind}`) },
            { title: t('channels.language'), draw: ({ language }) => t(`channels.languages.${language}`) },
            { title: t('channels.target'), draw: ({ target }) => <bdi dir="ltr">{target}</bdi> },
            { title: t('channels.created'), draw: ({ created }) => <Time at={created} /> },
            {
              title: t('channels.test'),
              draw: (channel) => (
                <Button
                  size="small"
                  changes
                  aria-label={t('channels.testNamed', { name: channel.name })}
                  isDisabled={test.isPending}
                  onPress={() => test.mutate(channel)}
                >
                  {t('channels.test')}
                </Button>
              ),
            },
          ]}
          action={[
            {
              label: t('channels.change'),
              changes: true,
              nameOf: ({ name }) => t('channels.editNamed', { name }),
              onPress: setEdited,
            },
            {
              label: t('alerts.remove'),
              changes: true,
              look: 'danger',
              nameOf: ({ name }) => t('alerts.removeNamed', { name }),
              onPress: setRemoved,
            },
          ]}
        />
      )}
      {test.error !== null && <ErrorState title={t('channels.testFailed')} error={test.error} />}
      {test.data !== undefined && <TestResult result={test.data} />}
      {edited !== undefined && (
        <ChannelDialog
          project={project}
          channel={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
      {removed !== undefined && (
        <RemoveRecord
          name={removed.name}
          hint={t('channels.removeHint')}
          remove={() => removeChannel(project, removed.id)}
          listKey={[project, 'channels']}
          onClose={() => setRemoved(undefined)}
        />
      )}
    </div>
  )
}

function TestResult({ result }: { result: ChannelTest }) {
  const { t } = useTranslation()
  return (
    <div role="status" className="flex flex-col gap-2 rounded-card border border-line p-3">
      {result.delivered ? (
        <p className="text-success">{t('channels.delivered')}</p>
      ) : (
        <p className="text-error">
          {t('channels.notDelivered')} <bdi>{result.error}</bdi>
        </p>
      )}
      <pre dir="ltr" className="whitespace-pre-wrap break-all font-mono text-muted text-xs">
        {result.message}
      </pre>
    </div>
  )
}
