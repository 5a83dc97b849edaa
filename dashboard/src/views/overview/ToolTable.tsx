import { Link } from '@tanstack/react-router'
import { rateOf } from '../../model/overview.ts'
import { isTerm, queryWith } from '../../model/query-text.ts'
import type { OverviewSearch } from '../../search/overview.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Cell, HeaderCell, Row, RowHeader, Table } from '../../ui/Table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Count } from '../../ui/Values.tsx'
import { TablePanel } from './TablePanel.tsx'
import type { Overview } from './use-overview.ts'

const ROWS = 12

type ToolTableProps = { project: string; search: OverviewSearch; totals: Overview['totals'] }

export function ToolTable({ project, search, totals }: ToolTableProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { compare: _compare, ...rest } = search
  const tools = totals.data?.total.tools ?? []
  const title = t('overview.byTool')
  const toolQuery = (tool: string | null) => queryWith(search.q, isTerm('kind', 'tool'), isTerm('tool', tool))
  return (
    <TablePanel title={title} totals={totals} count={tools.length} shown={ROWS} emptyText={t('overview.noTools')}>
      <Table caption={title}>
        <thead>
          <tr>
            <HeaderCell>{t('overview.tool')}</HeaderCell>
            <HeaderCell isNumber>{t('overview.calls')}</HeaderCell>
            <HeaderCell isNumber>{t('overview.errors')}</HeaderCell>
            <HeaderCell isNumber>{t('overview.errorRate')}</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {tools.slice(0, ROWS).map(({ tool, calls, errors }) => (
            <Row key={tool}>
              <RowHeader>
                <Link
                  to="/p/$project/traces"
                  params={{ project }}
                  search={{ ...rest, q: toolQuery(tool) }}
                  className="text-link hover:underline"
                >
                  <bdi>{tool ?? t('common.unknown')}</bdi>
                </Link>
              </RowHeader>
              <Cell isNumber>
                <Count value={calls} />
              </Cell>
              <Cell isNumber>
                <Count value={errors} />
              </Cell>
              <Cell isNumber>{format.percent(rateOf(errors, calls) ?? 0)}</Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </TablePanel>
  )
}
