import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { allOf, parseSplit } from '@vitrine/schemas/filter'
import { seriesQuery, totalsQuery } from '../../api/queries.ts'
import { stepFor } from '../../model/buckets.ts'
import { scopedQuery } from '../../model/list-rows.ts'
import { isTerm, queryWith } from '../../model/query-text.ts'
import type { Window } from '../../model/time-range.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { type Translate, useTranslation } from '../../ui/i18n.ts'
import { Money } from '../../ui/Money.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { staleness } from '../../ui/staleness.ts'
import { Cell, HeaderCell, Row, RowHeader, Table } from '../../ui/Table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Count, Duration, Tokens } from '../../ui/Values.tsx'
import type { ListQuestion } from './traces-queries.ts'

export const GROUPS = [
  'name',
  'model',
  'tool',
  'user',
  'session',
  'error_type',
  'prompt_version',
  'release',
  'service',
  'environment',
  'kind',
] as const

const MOST_GROUPS = 50

/** What a list may be grouped by: one of the fields above, or any attribute. */
export function readGroup(text: string | undefined): string | undefined {
  return GROUPS.find((one) => one === text) ?? (text?.startsWith('attribute:') === true ? text : undefined)
}

export function groupName(by: string, t: Translate): string {
  const split = parseSplit(by)
  return split?.kind === 'attribute' ? split.key : t(`list.facet.${by}`)
}

/** Where it hurts: the spans of the result by one field, each group leading to its own list. */
export function GroupTable({ question, by, window }: { question: ListQuestion; by: string; window: Window }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { project, from, to } = question
  const q = scopedQuery(question.scope, question.q)
  const totals = useQuery({
    ...totalsQuery(project, { q, from, to, by, limit: MOST_GROUPS }),
    placeholderData: keepPreviousData,
  })
  const latency = useQuery({
    ...seriesQuery(project, {
      q,
      from,
      to,
      by,
      metric: 'duration_p50,duration_p95',
      step: stepFor(window),
      limit: MOST_GROUPS,
    }),
    placeholderData: keepPreviousData,
  })
  if (totals.isError)
    return <ErrorState title={t('list.groupFailed')} error={totals.error} onRetry={() => void totals.refetch()} />
  if (totals.isPending) return <Skeleton className="h-64" />
  const quantile = (metric: string, value: string | null) =>
    latency.data?.series.find((one) => one.metric === metric && one.value === value && !one.other)?.total ?? null
  return (
    <div
      className="min-h-0 flex-1 overflow-y-auto rounded-card border border-line"
      {...staleness(totals.isPlaceholderData || latency.isPlaceholderData)}
    >
      <Table caption={t('list.groupedBy', { field: groupName(by, t) })}>
        <thead className="sticky top-0 bg-subtle">
          <tr>
            <HeaderCell>{groupName(by, t)}</HeaderCell>
            {(['spans', 'traces', 'errors', 'errorRate', 'p50', 'p95', 'tokens', 'cost'] as const).map((id) => (
              <HeaderCell key={id} isNumber>
                {t(`list.column.${id}`)}
              </HeaderCell>
            ))}
          </tr>
        </thead>
        <tbody>
          {totals.data.groups.map(({ value, total }) => (
            <Row key={value ?? ''}>
              <RowHeader>
                <Link
                  to="/p/$project/traces"
                  params={{ project }}
                  search={({ group: _, peek: __, ...before }) => ({
                    ...before,
                    q: queryWith(question.q, allOf([isTerm(by, value)])),
                  })}
                  className="block truncate text-link hover:underline"
                  title={value ?? undefined}
                >
                  <bdi>{value === null || value === '' ? t('list.nobodySaid') : value}</bdi>
                </Link>
              </RowHeader>
              <Cell isNumber>
                <Count value={total.spans} />
              </Cell>
              <Cell isNumber>
                <Count value={total.traces} />
              </Cell>
              <Cell isNumber>
                <span className={total.errors > 0 ? 'font-bold text-error' : 'text-faint'}>
                  <Count value={total.errors} />
                </span>
              </Cell>
              <Cell isNumber>{total.spans === 0 ? '–' : format.percent(total.errors / total.spans)}</Cell>
              <Cell isNumber>
                <Duration ns={quantile('duration_p50', value)} />
              </Cell>
              <Cell isNumber>
                <Duration ns={quantile('duration_p95', value)} />
              </Cell>
              <Cell isNumber>
                <Tokens input={total.tokens.input} output={total.tokens.output} />
              </Cell>
              <Cell isNumber>
                <Money usd={total.cost.ours} unpricedCalls={total.cost.unpriced_calls} isShort />
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
      {totals.data.groups_left_out > 0 && (
        <p className="p-2 text-muted text-xs">
          {t('list.groupsLeftOut', {
            count: totals.data.groups_left_out,
            n: format.number(totals.data.groups_left_out),
          })}
        </p>
      )}
    </div>
  )
}
