import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Budget } from '@vitrine/schemas/api'
import { budgetsQuery } from '../api/alert-queries.ts'
import { windowSearch } from '../model/time-range.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { toDate } from '../ui/format.ts'
import { useTranslation } from '../ui/i18n.ts'
import { Money } from '../ui/Money.tsx'
import { RecordTable } from '../ui/RecordTable.tsx'
import { TablePending } from '../ui/TablePending.tsx'
import { useFormat } from '../ui/use-format.ts'
import { Unknown } from '../ui/Values.tsx'

type Props = {
  project: string
  onEdit?: (budget: Budget) => void
  onRemove?: (budget: Budget) => void
}

/** Budgets, what is spent of them and where that leads. A figure that is not complete leads to the models without a price. */
export function BudgetTable({ project, onEdit, onRemove }: Props) {
  const { t } = useTranslation()
  const budgets = useQuery(budgetsQuery(project))
  if (budgets.error !== null) {
    return <ErrorState title={t('budgets.listFailed')} error={budgets.error} onRetry={() => void budgets.refetch()} />
  }
  if (budgets.data === undefined)
    return <TablePending columns={onEdit === undefined ? 6 : 7} tallest={onEdit === undefined ? 'text' : 'button'} />
  if (budgets.data.budgets.length === 0)
    return <EmptyState title={t('budgets.none')}>{t('budgets.noneHint')}</EmptyState>
  return (
    <RecordTable
      caption={t('budgets.title')}
      records={budgets.data.budgets}
      keyOf={({ id }) => id}
      columns={[
        { title: t('alerts.name'), draw: (budget) => <Name project={project} budget={budget} /> },
        {
          title: t('budgets.period'),
          draw: (budget) => <Period budget={budget} />,
        },
        { title: t('budgets.used'), className: 'min-w-36', draw: (budget) => <Used budget={budget} /> },
        {
          title: t('budgets.spent'),
          isNumber: true,
          draw: (budget) => <Spent project={project} budget={budget} />,
        },
        { title: t('budgets.amount'), isNumber: true, draw: ({ amount }) => <Money usd={amount} /> },
        {
          title: t('budgets.forecast'),
          isNumber: true,
          draw: ({ forecast, amount }) =>
            forecast === null ? (
              <Unknown />
            ) : (
              <span className={Number(forecast) > Number(amount) ? 'font-bold text-error' : ''}>
                <Money usd={forecast} />
                {Number(forecast) > Number(amount) && <span className="sr-only"> {t('budgets.beyond')}</span>}
              </span>
            ),
        },
      ]}
      action={[
        ...(onEdit === undefined
          ? []
          : [
              {
                label: t('channels.change'),
                changes: true as const,
                nameOf: ({ name }: Budget) => t('channels.editNamed', { name }),
                onPress: onEdit,
              },
            ]),
        ...(onRemove === undefined
          ? []
          : [
              {
                label: t('alerts.remove'),
                changes: true as const,
                look: 'danger' as const,
                nameOf: ({ name }: Budget) => t('alerts.removeNamed', { name }),
                onPress: onRemove,
              },
            ]),
      ]}
    />
  )
}

/** Its days as this reader writes them: a month of another calendar is then no riddle. */
function Period({ budget: { period, tz, from, to } }: { budget: Budget }) {
  const { t } = useTranslation()
  const format = useFormat()
  const last = new Date(toDate(to).getTime() - 1)
  return (
    <span className="flex flex-col">
      <span>
        {t(`budgets.periods.${period}`)}{' '}
        <bdi dir="ltr" className="text-muted text-xs">
          {tz}
        </bdi>
      </span>
      {period !== 'day' && (
        <span className="text-muted text-xs whitespace-nowrap">
          {t('boards.month', { from: format.day(toDate(from)), to: format.day(last) })}
        </span>
      )}
    </span>
  )
}

/** Leads to the calls of the period. */
function Name({ project, budget }: { project: string; budget: Budget }) {
  const { t } = useTranslation()
  const { name, subject, value, q, from, to } = budget
  const window = windowSearch({ fromMs: toDate(from).getTime(), toMs: toDate(to).getTime() })
  return (
    <span className="flex flex-col">
      <Link
        to="/p/$project/traces"
        params={{ project }}
        search={{ ...window, ...(q === '' ? {} : { q }) }}
        className="text-link underline"
      >
        <bdi>{name}</bdi>
      </Link>
      <span className="text-muted text-xs">
        {t(`budgets.subjects.${subject}`)} {value !== null && <bdi>{value}</bdi>}
      </span>
    </span>
  )
}

function Used({ budget }: { budget: Budget }) {
  const format = useFormat()
  const share = Number(budget.spent) / Number(budget.amount)
  const tone = share >= 1 ? 'bg-error-mark' : share >= 0.8 ? 'bg-warning-mark' : 'bg-accent'
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden="true" className="h-2 w-20 overflow-hidden rounded-pill border border-control bg-subtle">
        <span className={`block h-full ${tone}`} style={{ width: `${Math.min(100, share * 100)}%` }} />
      </span>
      <span className="tabular-nums">{format.percent(share)}</span>
    </span>
  )
}

function Spent({ project, budget }: { project: string; budget: Budget }) {
  const { t } = useTranslation()
  const { spent, unpriced_calls: unpriced } = budget
  if (unpriced === 0) return <Money usd={spent} />
  return (
    <Link
      to="/p/$project/settings"
      params={{ project }}
      search={{ section: 'prices' }}
      title={t('budgets.incomplete')}
      className="underline"
    >
      <Money usd={spent} unpricedCalls={unpriced} isShort />
    </Link>
  )
}
