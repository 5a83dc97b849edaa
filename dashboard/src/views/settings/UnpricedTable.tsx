import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { unpricedQuery } from '../../api/money-queries.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { Money } from '../../ui/Money.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Cell, HeaderCell, Row, RowHeader, Table } from '../../ui/Table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Time, Tokens, Unknown } from '../../ui/Values.tsx'
import type { PriceDraft } from './PriceDialog.tsx'

export function UnpricedTable({ project, onAdd }: { project: string; onAdd: (draft: PriceDraft) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const unpriced = useQuery(unpricedQuery(project))
  if (unpriced.error !== null) {
    return <ErrorState title={t('prices.listFailed')} error={unpriced.error} onRetry={() => void unpriced.refetch()} />
  }
  if (unpriced.data === undefined) return <Skeleton className="h-32" />
  if (unpriced.data.models.length === 0) {
    return <EmptyState title={t('prices.inboxEmpty')}>{t('prices.inboxEmptyHint')}</EmptyState>
  }
  return (
    <Table caption={t('prices.inbox')}>
      <thead>
        <tr>
          <HeaderCell>{t('prices.model')}</HeaderCell>
          <HeaderCell>{t('prices.provider')}</HeaderCell>
          <HeaderCell isNumber>{t('prices.calls')}</HeaderCell>
          <HeaderCell isNumber>{t('prices.tokens')}</HeaderCell>
          <HeaderCell isNumber>{t('prices.reported')}</HeaderCell>
          <HeaderCell>{t('prices.firstSeen')}</HeaderCell>
          <HeaderCell>{t('prices.lastSeen')}</HeaderCell>
          <HeaderCell>
            <span className="sr-only">{t('settings.actions')}</span>
          </HeaderCell>
        </tr>
      </thead>
      <tbody>
        {unpriced.data.models.map((model) => (
          <Row key={`${model.model} ${model.provider}`}>
            <RowHeader>
              <Link
                to="/p/$project/traces/$traceId"
                params={{ project, traceId: model.example.trace_id }}
                search={{ span: model.example.span_id, tab: 'cost' }}
                className="text-link underline"
                title={t('prices.openExample')}
              >
                {model.model === null ? <Unknown /> : <bdi>{model.model}</bdi>}
              </Link>
            </RowHeader>
            <Cell>{model.provider === null ? <Unknown /> : <bdi>{model.provider}</bdi>}</Cell>
            <Cell isNumber>{format.number(model.calls)}</Cell>
            <Cell isNumber>
              <Tokens input={model.input_tokens} output={model.output_tokens} />
            </Cell>
            <Cell isNumber>{model.reported_cost === null ? <Unknown /> : <Money usd={model.reported_cost} />}</Cell>
            <Cell>
              <Time at={model.first_seen} />
            </Cell>
            <Cell>
              <Time at={model.last_seen} />
            </Cell>
            <Cell className="text-end">
              <Button
                size="small"
                aria-label={t('prices.addNamed', { model: model.model ?? '' })}
                onPress={() => onAdd({ model: model.model ?? '', provider: model.provider ?? '' })}
              >
                {t('prices.add')}
              </Button>
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  )
}
