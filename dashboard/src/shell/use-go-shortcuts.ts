import { useNavigate } from '@tanstack/react-router'
import { useShortcut } from '../ui/shortcuts.ts'
import { PAGES, type PageEntry } from './pages.ts'

/** `g` and a letter goes to a page. The list of pages never changes, so neither does the number of hooks. */
export function useGoShortcuts(project: string): void {
  const navigate = useNavigate()
  const go = (page: PageEntry) => void navigate({ to: page.to, params: { project } })
  for (const page of PAGES) {
    // biome-ignore lint/correctness/useHookAtTopLevel: PAGES is a constant
    useShortcut({ keys: `g ${page.key}`, scope: 'global', label: `nav.${page.id}` }, () => go(page))
  }
}
