import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useTranslation } from '../../ui/i18n.ts'
import { Page } from '../../ui/Page.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { KeysSection } from './KeysSection.tsx'
import { LogOut } from './LogOut.tsx'
import { MappingSection } from './MappingSection.tsx'
import { PreferencesSection } from './PreferencesSection.tsx'
import { PricesSection } from './PricesSection.tsx'
import { ProjectsSection } from './ProjectsSection.tsx'
import { SharesSection } from './SharesSection.tsx'

const SECTIONS = ['keys', 'prices', 'mapping', 'shares', 'projects', 'preferences']

export function SettingsPage() {
  const { t } = useTranslation()
  const { project } = useParams({ from: '/p/$project/settings' })
  const { section, span, attribute } = useSearch({ from: '/p/$project/settings' })
  const navigate = useNavigate({ from: '/p/$project/settings' })
  const content: Record<string, React.ReactNode> = {
    keys: <KeysSection project={project} />,
    prices: <PricesSection project={project} />,
    mapping: <MappingSection project={project} span={span} attribute={attribute} />,
    shares: <SharesSection project={project} />,
    projects: <ProjectsSection project={project} />,
    preferences: <PreferencesSection />,
  }
  return (
    <Page title={t('settings.title')} actions={<LogOut />}>
      <Tabs
        label={t('settings.title')}
        selected={section !== undefined && SECTIONS.includes(section) ? section : 'keys'}
        onSelect={(id) => void navigate({ search: { section: id } })}
        tabs={SECTIONS.map((id) => ({ id, title: t(`settings.sections.${id}`), content: content[id] }))}
      />
    </Page>
  )
}
