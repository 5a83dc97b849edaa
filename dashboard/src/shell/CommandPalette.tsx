import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Me } from '@vitrine/schemas/api'
import { useMemo, useState } from 'react'
import { viewsQuery } from '../api/view-queries.ts'
import { type Command, matchCommands, recentFirst } from '../model/commands.ts'
import { SHIPPED_VIEWS } from '../model/saved-views.ts'
import { useSteady } from '../parts/use-steady.ts'
import { useChooseZone } from '../search/use-choose-zone.ts'
import { CommandList } from '../ui/CommandList.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { LANGUAGES, THEMES, TIME_ZONES } from '../ui/preference-values.ts'
import { setPreferences } from '../ui/preferences.ts'
import { PAGES } from './pages.ts'
import { recentCommands, rememberCommand } from './recent-commands.ts'
import { useFound } from './use-found.ts'
import { zoneCommands } from './zone-commands.ts'

export type CommandPaletteProps = { project: string; me: Me; onClose: () => void }

/**
 * Goes to a page, project or saved view, opens a pasted id of any kind, searches for words, changes theme, language or
 * time zone, opens the reference of the API. What was run lately comes first.
 */
export function CommandPalette({ project, me, onClose }: CommandPaletteProps) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const zones = useZones()
  const commands = [...useCommands(project, me), ...(text.trim().length < FEWEST_LETTERS ? [] : zones)]
  const named = useFound(project, text.trim())
  const found = [...named, ...recentFirst(matchCommands(commands, text), recentCommands())]
  return (
    <Dialog title={t('palette.title')} isOpen onClose={onClose}>
      <CommandList
        label={t('palette.title')}
        placeholder={t('palette.placeholder')}
        emptyText={t('palette.none')}
        text={text}
        onText={setText}
        commands={found}
        groupText={(group) => t(`palette.groups.${group}`)}
        onRun={(command) => {
          onClose()
          rememberCommand(command.id)
          command.run()
        }}
      />
    </Dialog>
  )
}

/** Zones by name are so many that they are only found, never listed. */
const FEWEST_LETTERS = 3

function useZones(): readonly Command[] {
  const { t } = useTranslation()
  const choose = useSteady(useChooseZone())
  return useMemo(
    () => zoneCommands(choose, (name) => t('palette.timeZone', { name })).filter(({ id }) => id !== 'zone:UTC'),
    [t, choose],
  )
}

function useCommands(project: string, me: Me): readonly Command[] {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const kept = useQuery(viewsQuery(project))
  const chooseZone = useChooseZone()
  const createKey: Command = {
    id: 'do:key',
    group: 'do',
    text: t('palette.createKey'),
    run: () => void navigate({ to: '/p/$project/settings', params: { project }, search: { section: 'keys' } }),
  }
  return [
    ...PAGES.map(
      (page): Command => ({
        id: `page:${page.id}`,
        group: 'page',
        text: t(`nav.${page.id}`),
        run: () => void navigate({ to: page.to, params: { project } }),
      }),
    ),
    ...[...SHIPPED_VIEWS, ...(kept.data?.views ?? [])].map(
      (view): Command => ({
        id: `view:${view.id}`,
        group: 'view',
        text: SHIPPED_VIEWS.some(({ id }) => id === view.id) ? t(`list.view.${view.name}`) : view.name,
        run: () =>
          void navigate({ to: '/p/$project/traces', params: { project }, search: { ...view.search, view: view.id } }),
      }),
    ),
    ...(me.role === 'viewer' ? [] : [createKey]),
    ...me.projects.map(
      (other): Command => ({
        id: `project:${other.id}`,
        group: 'project',
        text: other.name,
        run: () => void navigate({ to: '/p/$project/overview', params: { project: other.id } }),
      }),
    ),
    ...THEMES.map(
      (theme): Command => ({
        id: `theme:${theme}`,
        group: 'theme',
        text: t(`preferences.themes.${theme}`),
        run: () => setPreferences({ theme }),
      }),
    ),
    ...LANGUAGES.map(
      (language): Command => ({
        id: `language:${language}`,
        group: 'language',
        text: t(`preferences.languages.${language}`),
        run: () => setPreferences({ language }),
      }),
    ),
    ...TIME_ZONES.map(
      (timeZone): Command => ({
        id: `zone:${timeZone}`,
        group: 'zone',
        text: t('palette.timeZone', { name: t(`preferences.timeZones.${timeZone}`) }),
        run: () => chooseZone(timeZone),
      }),
    ),
    { id: 'help:api', group: 'help', text: t('palette.apiDocs'), run: () => location.assign('/api/docs') },
  ]
}
