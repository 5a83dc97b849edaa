import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { onboardingQuery } from '../../api/queries.ts'
import { pollMs } from '../../model/onboarding.ts'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { Page } from '../../ui/Page.tsx'
import { DemoCard } from './DemoCard.tsx'
import { LiveCheck, LiveCheckPending } from './LiveCheck.tsx'
import { Snippets } from './Snippets.tsx'

export function StartPage() {
  const { t } = useTranslation()
  const { project } = useParams({ from: '/p/$project/start' })
  const [key, setKey] = useState<string>()
  const check = useQuery({
    ...onboardingQuery(project),
    refetchInterval: (query) => pollMs(query.state.data),
    meta: { silent: true },
  })
  return (
    <Page title={t('start.title')}>
      <p className="max-w-2xl pb-4 text-md text-muted">{t('start.lead')}</p>
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <Snippets project={project} secret={key} onKey={setKey} />
        <div className="flex flex-col gap-4">
          {check.error !== null ? (
            <ErrorState title={t('start.checkFailed')} error={check.error} onRetry={() => void check.refetch()} />
          ) : check.data === undefined ? (
            <LiveCheckPending />
          ) : (
            <LiveCheck project={project} answer={check.data} />
          )}
          <DemoCard project={project} />
        </div>
      </div>
    </Page>
  )
}
