import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ALERT_TABS, type AlertTab } from '../../search/alerts.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Changing } from '../../ui/may-change.ts'
import { Page } from '../../ui/Page.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { AlertList } from './AlertList.tsx'
import { BudgetsSection } from './BudgetsSection.tsx'
import { ChannelsSection } from './ChannelsSection.tsx'
import { EventTable } from './EventTable.tsx'

export function AlertsPage() {
  const { t } = useTranslation()
  const { project } = useParams({ from: '/p/$project/alerts' })
  const { tab } = useSearch({ from: '/p/$project/alerts' })
  const navigate = useNavigate({ from: '/p/$project/alerts' })
  const content: Record<AlertTab, ReactNode> = {
    alerts: <AlertList project={project} />,
    history: <EventTable project={project} />,
    channels: <ChannelsSection project={project} />,
    budgets: <BudgetsSection project={project} />,
  }
  return (
    <Page
      title={t('alerts.title')}
      actions={
        <Changing>
          <Link
            to="/p/$project/alerts/$alertId"
            params={{ project, alertId: 'new' }}
            className="inline-flex h-8 items-center rounded-control bg-accent px-3 font-bold text-on-accent text-sm hover:opacity-90 pointer-coarse:min-h-11"
          >
            {t('alerts.new')}
          </Link>
        </Changing>
      }
    >
      <Tabs
        label={t('alerts.title')}
        selected={ALERT_TABS.find((id) => id === tab) ?? 'alerts'}
        onSelect={(id) => void navigate({ search: id === 'alerts' ? {} : { tab: id } })}
        tabs={ALERT_TABS.map((id) => ({ id, title: t(`alerts.tabs.${id}`), content: content[id] }))}
      />
    </Page>
  )
}
