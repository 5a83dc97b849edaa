import { useNavigate } from '@tanstack/react-router'
import type { Me } from '@vitrine/schemas/api'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Command, matchCommands } from '../model/commands.ts'
import { CommandList } from '../ui/CommandList.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { LANGUAGES, THEMES } from '../ui/preference-values.ts'
import { setPreferences } from '../ui/preferences.ts'
import { PAGES } from './pages.ts'
import { useFound } from './use-found.ts'

export type CommandPaletteProps = { project: string; me: Me; onClose: () => void }

/** Goes to a page or project, opens a pasted id of any kind, searches for words, changes theme or language. */
export function CommandPalette({ project, me, onClose }: CommandPaletteProps) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const commands = useCommands(project, me)
  const named = useFound(project, text.trim())
  const found = [...named, ...matchCommands(commands, text)]
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
          command.run()
        }}
      />
    </Dialog>
  )
}

function useCommands(project: string, me: Me): readonly Command[] {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return [
    ...PAGES.map(
      (page): Command => ({
        id: `page:${page.id}`,
        group: 'page',
        text: t(`nav.${page.id}`),
        run: () => void navigate({ to: page.to, params: { project } }),
      }),
    ),
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
  ]
}
