import { Link } from '@tanstack/react-router'
import { rateOf } from '../../model/overview.ts'
import { isTerm, queryWith } from '../../model/query-text.ts'
import type { OverviewSearch } from '../../search/overview.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Money } from '../../ui/Money.tsx'
import { Cell, HeaderCell, Row, RowHeader, Table } from '../../ui/Table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Count } from '../../ui/Values.tsx'
import { TablePanel } from './TablePanel.tsx'
import type { Overview } from './use-overview.ts'

const ROWS = 12

type ModelTableProps = { project: string; search: OverviewSearch; totals: Overview['totals'] }

export function ModelTable({ project, search, totals }: ModelTableProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { compare: _compare, ...rest } = search
  const models = totals.data?.total.models ?? []
  const title = t('overview.byModel')
  return (
    <TablePanel title={title} totals={totals} count={models.length} shown={ROWS} emptyText={t('overview.noCalls')}>
      <Table caption={title}>
        <thead>
          <tr>
            <HeaderCell>{t('overview.model')}</HeaderCell>
            <HeaderCell isNumber>{t('overview.calls')}</HeaderCell>
            <HeaderCell isNumber>{t('overview.errorRate')}</HeaderCell>
            <HeaderCell isNumber>{t('overview.input')}</HeaderCell>
            <HeaderCell isNumber>{t('overview.output')}</HeaderCell>
            <HeaderCell isNumber>{t('overview.cost')}</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {models.slice(0, ROWS).map(({ model, provider, calls, errors, tokens, cost }) => (
            <Row key={`${provider}/${model}`}>
              <RowHeader className="whitespace-nowrap">
                <Link
                  to="/p/$project/traces"
                  params={{ project }}
                  search={{ ...rest, q: queryWith(search.q, isTerm('model', model)) }}
                  className="text-link hover:underline"
                >
                  <bdi>{model ?? t('common.unknown')}</bdi>
                </Link>{' '}
                {provider !== null && <bdi className="text-xs text-muted">{provider}</bdi>}
              </RowHeader>
              <Cell isNumber>
                <Count value={calls} />
              </Cell>
              <Cell isNumber>{format.percent(rateOf(errors, calls) ?? 0)}</Cell>
              <Cell isNumber>
                <Count value={tokens.input} />
              </Cell>
              <Cell isNumber>
                <Count value={tokens.output} />
              </Cell>
              <Cell isNumber>
                <Money usd={cost.ours} unpricedCalls={cost.unpriced_calls} />
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </TablePanel>
  )
}
