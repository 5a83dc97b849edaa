import { useNavigate } from '@tanstack/react-router'
import type { Me } from '@vitrine/schemas/api'
import { ChevronDown, Eye, Keyboard, Languages, Search, SunMoon } from 'lucide-react'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { Menu } from '../ui/Menu.tsx'
import { useMayChange } from '../ui/may-change.ts'
import { LANGUAGES, type Language, THEMES, type Theme } from '../ui/preference-values.ts'
import { setPreferences, usePreferences } from '../ui/preferences.ts'
import { EnvironmentMenu } from './EnvironmentMenu.tsx'
import { TimeControl } from './TimeControl.tsx'
import { useIsTimed } from './use-is-timed.ts'

export type TopBarProps = { project: string; me: Me; onOpen: (what: 'palette' | 'shortcuts') => void }

export function TopBar({ project, me, onOpen }: TopBarProps) {
  const { t } = useTranslation()
  const { theme, language } = usePreferences()
  return (
    <header className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2 sm:px-4">
      <ProjectMenu project={project} me={me} />
      <div className="flex flex-wrap items-center gap-2 max-sm:order-last max-sm:basis-full max-sm:gap-1">
        {useIsTimed() && <EnvironmentMenu project={project} />}
        <TimeControl project={project} />
      </div>
      {!useMayChange() && <ReadOnlyNote />}
      <div className="ms-auto flex items-center gap-1">
        <Button look="plain" onPress={() => onOpen('palette')}>
          <Icon icon={Search} />
          <span className="max-lg:sr-only">{t('shell.search')}</span>
          <kbd className="font-mono text-2xs text-faint max-lg:hidden" dir="ltr">
            Ctrl K
          </kbd>
        </Button>
        <Menu
          label={t('preferences.theme')}
          trigger={<IconButton icon={SunMoon} label={t('preferences.theme')} />}
          entries={THEMES.map((id) => ({ id, text: t(`preferences.themes.${id}`), isSelected: id === theme }))}
          onAction={(id) => setPreferences({ theme: id as Theme })}
        />
        <Menu
          label={t('preferences.language')}
          trigger={<IconButton icon={Languages} label={t('preferences.language')} />}
          entries={LANGUAGES.map((id) => ({ id, text: t(`preferences.languages.${id}`), isSelected: id === language }))}
          onAction={(id) => setPreferences({ language: id as Language })}
        />
        <IconButton icon={Keyboard} label={t('shortcuts.title')} onPress={() => onOpen('shortcuts')} />
      </div>
    </header>
  )
}

/** Why nothing can be changed on these pages. */
function ReadOnlyNote() {
  const { t } = useTranslation()
  return (
    <p className="flex items-center gap-1 text-muted text-xs" title={t('shell.readOnlyHint')}>
      <Icon icon={Eye} />
      {t('shell.readOnly')}
      <span className="sr-only">{t('shell.readOnlyHint')}</span>
    </p>
  )
}

function ProjectMenu({ project, me }: { project: string; me: Me }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const current = me.projects.find(({ id, name }) => id === project || name === project)
  return (
    <>
      <Menu
        label={t('shell.projects')}
        trigger={
          <Button aria-label={t('shell.projectNamed', { name: current?.name ?? project })}>
            <bdi className="max-w-40 truncate font-bold">{current?.name ?? project}</bdi>
            <Icon icon={ChevronDown} />
          </Button>
        }
        entries={me.projects.map(({ id, name }) => ({ id, text: name, isSelected: id === current?.id }))}
        onAction={(id) => void navigate({ to: '/p/$project/overview', params: { project: id } })}
      />
      {current?.is_demo === true && <Badge>{t('shell.demo')}</Badge>}
    </>
  )
}
