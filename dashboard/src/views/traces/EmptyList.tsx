import { useQueries, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type Filter, parseFilter } from '@vitrine/schemas/filter'
import { onboardingQuery } from '../../api/queries.ts'
import { ALL_TIME } from '../../model/all-time.ts'
import { chipsOf } from '../../model/query.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useFormat } from '../../ui/use-format.ts'
import { countQuery, type ListQuestion } from './traces-queries.ts'

const route = getRouteApi('/p/$project/traces')

/** A filter of more parts is not taken apart: each costs a count. */
const MOST_PARTS = 6

export interface EmptyListProps {
  readonly question: ListQuestion
  readonly filter: Filter
  readonly onQuery: (text: string) => void
}

/** Nothing to list, and why: nothing was ever received, nothing lies in the window, or one term rules everything out. */
export function EmptyList({ question, filter, onQuery }: EmptyListProps) {
  const { t } = useTranslation()
  const { project, scope } = question
  const came = useQuery(onboardingQuery(project))
  const anyTime = useQuery(countQuery({ project, scope, q: question.q }))
  const navigate = route.useNavigate()
  const format = useFormat()
  if (came.data?.spans === 0) {
    return (
      <EmptyState
        title={t('list.empty.never')}
        action={
          <Link to="/p/$project/start" params={{ project }} className="text-link underline">
            {t('list.empty.toStart')}
          </Link>
        }
      >
        {came.data.waiting > 0
          ? t('list.empty.waiting', { count: came.data.waiting, n: format.number(came.data.waiting) })
          : t('list.empty.neverHint')}
      </EmptyState>
    )
  }
  const elsewhere = anyTime.data?.n ?? 0
  return (
    <EmptyState
      title={t(filter.kind === 'all' ? 'list.empty.window' : 'list.empty.filter')}
      action={
        elsewhere > 0 && (
          <Button
            look="primary"
            onPress={() =>
              void navigate({ search: ({ from: _, to: __, ...before }) => ({ ...before, range: ALL_TIME }) })
            }
          >
            {t('list.empty.anyTime', { count: elsewhere, n: format.number(elsewhere) })}
          </Button>
        )
      }
    >
      {filter.kind !== 'all' && <Culprits question={question} filter={filter} onQuery={onQuery} />}
    </EmptyState>
  )
}

function Culprits({ question, filter, onQuery }: EmptyListProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const chips = chipsOf(filter)
  const asked = chips.length <= MOST_PARTS ? chips.filter((chip) => parseFilter(chip.without).kind === 'ok') : []
  const counts = useQueries({ queries: asked.map((chip) => countQuery({ ...question, q: chip.without })) })
  const helpful = asked.flatMap((chip, at) => {
    const n = counts[at]?.data?.n ?? 0
    return n > 0 ? [{ chip, n }] : []
  })
  if (helpful.length === 0) return <p>{t('list.empty.hint')}</p>
  return (
    <ul className="flex flex-col gap-1">
      {helpful.map(({ chip, n }) => (
        <li key={chip.text}>
          <Button size="small" onPress={() => onQuery(chip.without)}>
            {t('list.empty.without', { term: chip.text, count: n, n: format.number(n) })}
          </Button>
        </li>
      ))}
    </ul>
  )
}
