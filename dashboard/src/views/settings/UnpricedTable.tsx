import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { unpricedQuery } from '../../api/money-queries.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Money } from '../../ui/Money.tsx'
import { RecordTable } from '../../ui/RecordTable.tsx'
import { TablePending } from '../../ui/TablePending.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Time, Tokens, Unknown } from '../../ui/Values.tsx'
import type { PriceSubject } from './PriceDialog.tsx'

export function UnpricedTable({ project, onAdd }: { project: string; onAdd: (subject: PriceSubject) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const unpriced = useQuery(unpricedQuery(project))
  if (unpriced.error !== null) {
    return <ErrorState title={t('prices.listFailed')} error={unpriced.error} onRetry={() => void unpriced.refetch()} />
  }
  if (unpriced.data === undefined) return <TablePending columns={8} tallest="button" />
  if (unpriced.data.models.length === 0) {
    return <EmptyState title={t('prices.inboxEmpty')}>{t('prices.inboxEmptyHint')}</EmptyState>
  }
  return (
    <RecordTable
      caption={t('prices.inbox')}
      records={unpriced.data.models}
      keyOf={({ model, provider }) => `${model} ${provider}`}
      columns={[
        {
          title: t('prices.model'),
          draw: ({ model, example }) => (
            <Link
              to="/p/$project/traces/$traceId"
              params={{ project, traceId: example.trace_id }}
              search={{ span: example.span_id, tab: 'cost' }}
              className="text-link underline"
              title={t('prices.openExample')}
            >
              {model === null ? <Unknown /> : <bdi>{model}</bdi>}
            </Link>
          ),
        },
        {
          title: t('prices.provider'),
          draw: ({ provider }) => (provider === null ? <Unknown /> : <bdi>{provider}</bdi>),
        },
        { title: t('prices.calls'), isNumber: true, draw: ({ calls }) => format.number(calls) },
        {
          title: t('prices.tokens'),
          isNumber: true,
          draw: (model) => <Tokens input={model.input_tokens} output={model.output_tokens} />,
        },
        {
          title: t('prices.reported'),
          isNumber: true,
          draw: ({ reported_cost }) => (reported_cost === null ? <Unknown /> : <Money usd={reported_cost} />),
        },
        { title: t('prices.firstSeen'), draw: ({ first_seen }) => <Time at={first_seen} /> },
        { title: t('prices.lastSeen'), draw: ({ last_seen }) => <Time at={last_seen} /> },
      ]}
      action={{
        label: t('prices.add'),
        changes: true,
        nameOf: ({ model }) => t('prices.addNamed', { model: model ?? '' }),
        onPress: ({ model, provider }) => onAdd({ model: model ?? '', provider: provider ?? '' }),
      }}
    />
  )
}
