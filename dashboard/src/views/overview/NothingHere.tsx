import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { onboardingQuery } from '../../api/queries.ts'
import { ALL_TIME } from '../../model/all-time.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { useTranslation } from '../../ui/i18n.ts'

const LINK = 'text-link underline'

/** Three different kinds of nothing: never any data, none in this range, none that matches. */
export function NothingHere({ project, q }: { project: string; q: string | undefined }) {
  const { t } = useTranslation()
  const { data } = useQuery(onboardingQuery(project))
  if (data === undefined) return null
  if (data.first_span === null) {
    return (
      <EmptyState
        title={t('overview.nothingYet')}
        action={
          <Link to="/p/$project/start" params={{ project }} className={LINK}>
            {t('overview.toStart')}
          </Link>
        }
      >
        {t('overview.nothingYetHint')}
      </EmptyState>
    )
  }
  if (q !== undefined) {
    return (
      <EmptyState
        title={t('overview.nothingMatches')}
        action={
          <Link to="/p/$project/overview" params={{ project }} search={({ q: _q, ...rest }) => rest} className={LINK}>
            {t('overview.dropFilter')}
          </Link>
        }
      />
    )
  }
  return (
    <EmptyState
      title={t('overview.nothingInRange')}
      action={
        <Link to="/p/$project/overview" params={{ project }} search={{ range: ALL_TIME }} className={LINK}>
          {t('overview.widen')}
        </Link>
      }
    />
  )
}
