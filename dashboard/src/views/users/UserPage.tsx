import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { totalsQuery } from '../../api/queries.ts'
import { ALL_TIME } from '../../model/all-time.ts'
import { GroupList } from '../../parts/groups/GroupList.tsx'
import { readSort } from '../../parts/list/sort.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Money } from '../../ui/Money.tsx'
import { Page } from '../../ui/Page.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Cell, HeaderCell, Row, RowHeader, Table } from '../../ui/Table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Count, Tokens } from '../../ui/Values.tsx'

const route = getRouteApi('/p/$project/users/$user')

/** What one user did, spent and ran into, over all of time. */
export function UserPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const { project, user } = route.useParams()
  const q = `user:${JSON.stringify(user)}`
  const totals = useQuery(totalsQuery(project, { q }))
  const [sort, setSort] = useState(readSort(undefined))
  const [within, setWithin] = useState('')
  const total = totals.data?.total
  return (
    <Page
      title={user}
      actions={
        <span className="flex flex-wrap gap-4 text-sm">
          <Link
            to="/p/$project/traces"
            params={{ project }}
            search={{ q, range: ALL_TIME }}
            className="text-link hover:underline"
          >
            {t('users.traces')}
          </Link>
          <Link
            to="/p/$project/traces"
            params={{ project }}
            search={{ q: `${q} has:error`, range: ALL_TIME, scope: 'spans' }}
            className="text-link hover:underline"
          >
            {t('users.failed')}
          </Link>
        </span>
      }
    >
      {totals.isError && (
        <ErrorState title={t('users.failedToRead')} error={totals.error} onRetry={() => void totals.refetch()} />
      )}
      {!totals.isError && (
        <ul className="mb-4 grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-6">
          <Tile name={t('list.column.sessions')}>{total && <Count value={total.sessions} />}</Tile>
          <Tile name={t('list.column.traces')}>{total && <Count value={total.traces} />}</Tile>
          <Tile name={t('trace.fact.calls')}>{total && <Count value={total.calls} />}</Tile>
          <Tile name={t('list.column.errorRate')}>
            {total && (total.spans === 0 ? '–' : format.percent(total.errors / total.spans))}
          </Tile>
          <Tile name={t('trace.fact.tokens')}>
            {total && <Tokens input={total.tokens.input} output={total.tokens.output} />}
          </Tile>
          <Tile name={t('trace.fact.cost')}>
            {total && <Money usd={total.cost.ours} unpricedCalls={total.cost.unpriced_calls} isShort />}
          </Tile>
        </ul>
      )}
      <h2 className="pb-2 text-lg">{t('nav.sessions')}</h2>
      <div className="isolate flex min-h-96 flex-col gap-2 sm:h-[28rem]">
        <GroupList
          question={{ project, unit: 'sessions', q: within === '' ? q : `${q} (${within})` }}
          name={t('nav.sessions')}
          text={within}
          sort={sort}
          onSort={setSort}
          onQuery={setWithin}
        />
      </div>
      {/* Below the list: how long they are is known only when they are read. */}
      {total !== undefined && (
        <div className="mt-4 grid gap-4 *:min-w-0 lg:grid-cols-2">
          <Table caption={t('users.byModel')}>
            <thead>
              <tr>
                <HeaderCell>{t('list.facet.model')}</HeaderCell>
                <HeaderCell isNumber>{t('trace.fact.calls')}</HeaderCell>
                <HeaderCell isNumber>{t('trace.fact.tokens')}</HeaderCell>
                <HeaderCell isNumber>{t('trace.fact.cost')}</HeaderCell>
              </tr>
            </thead>
            <tbody>
              {total.models.slice(0, 10).map((row) => (
                <Row key={`${row.model} ${row.provider}`}>
                  <RowHeader>
                    <bdi className="block truncate">{row.model ?? t('common.unknown')}</bdi>
                  </RowHeader>
                  <Cell isNumber>
                    <Count value={row.calls} />
                  </Cell>
                  <Cell isNumber>
                    <Tokens input={row.tokens.input} output={row.tokens.output} />
                  </Cell>
                  <Cell isNumber>
                    <Money usd={row.cost.ours} unpricedCalls={row.cost.unpriced_calls} isShort />
                  </Cell>
                </Row>
              ))}
            </tbody>
          </Table>
          {total.tools.length > 0 && (
            <Table caption={t('users.byTool')}>
              <thead>
                <tr>
                  <HeaderCell>{t('list.facet.tool')}</HeaderCell>
                  <HeaderCell isNumber>{t('users.uses')}</HeaderCell>
                  <HeaderCell isNumber>{t('trace.fact.errors')}</HeaderCell>
                </tr>
              </thead>
              <tbody>
                {total.tools.slice(0, 10).map((row) => (
                  <Row key={row.tool ?? ''}>
                    <RowHeader>
                      <bdi className="block truncate">{row.tool ?? t('common.unknown')}</bdi>
                    </RowHeader>
                    <Cell isNumber>
                      <Count value={row.calls} />
                    </Cell>
                    <Cell isNumber>
                      <span className={row.errors > 0 ? 'font-bold text-error' : 'text-faint'}>
                        <Count value={row.errors} />
                      </span>
                    </Cell>
                  </Row>
                ))}
              </tbody>
            </Table>
          )}
        </div>
      )}
    </Page>
  )
}

/** Without children the number is on its way. */
function Tile({ name, children }: { name: string; children: React.ReactNode | undefined }) {
  return (
    <li data-tile="" className="min-w-0 rounded-card border border-line p-3">
      <h2 className="text-muted text-xs font-normal">{name}</h2>
      <p className="flex min-h-[1lh] flex-wrap items-center gap-1 text-xl">
        {children ?? <Skeleton className="h-[1lh] w-20" />}
      </p>
    </li>
  )
}
