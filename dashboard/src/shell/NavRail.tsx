import { Link, useRouterState } from '@tanstack/react-router'
import clsx from 'clsx'
import { PanelLeftClose, PanelLeftOpen } from 'lucide-react'
import { Icon } from '../ui/Icon.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { setPreferences, usePreferences } from '../ui/preferences.ts'
import { PAGES, type PageEntry } from './pages.ts'

export function NavRail({ project }: { project: string }) {
  const { t } = useTranslation()
  const { railCollapsed } = usePreferences()
  return (
    <nav
      aria-label={t('nav.label')}
      className={clsx(
        'sticky top-0 z-20 flex shrink-0 gap-1 overflow-x-auto border-line bg-subtle p-2 max-md:border-b md:h-dvh md:flex-col md:border-e',
        railCollapsed ? 'md:w-13' : 'md:w-52',
      )}
    >
      <Link
        to="/p/$project/overview"
        params={{ project }}
        className="flex h-8 items-center gap-2 rounded-control px-2 text-md font-bold max-md:hidden"
      >
        <img src="/assets/icon.svg" alt="" width={20} height={20} className="shrink-0" />
        <span className={clsx(railCollapsed && 'sr-only')}>{t('shell.name')}</span>
      </Link>
      <ul className="flex gap-1 md:flex-col">
        {PAGES.map((page) => (
          <li key={page.id}>
            <NavLink page={page} project={project} isCollapsed={railCollapsed} />
          </li>
        ))}
      </ul>
      <div className="mt-auto max-md:hidden">
        <IconButton
          icon={railCollapsed ? PanelLeftOpen : PanelLeftClose}
          label={railCollapsed ? t('nav.expand') : t('nav.collapse')}
          onPress={() => setPreferences({ railCollapsed: !railCollapsed })}
        />
      </div>
    </nav>
  )
}

/** Pages with a time range. */
const TIMED: ReadonlySet<string> = new Set(['overview', 'traces', 'sessions', 'users'])

/** The time range goes along from page to page; filters of one page do not. */
function NavLink({ page, project, isCollapsed }: { page: PageEntry; project: string; isCollapsed: boolean }) {
  const { t } = useTranslation()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const isHere = path.startsWith(page.to.replace('$project', encodeURIComponent(project)))
  const isTimed = TIMED.has(page.id)
  return (
    <Link
      to={page.to}
      params={{ project }}
      search={(before: Record<string, unknown>) => (isTimed ? keepTime(before) : {})}
      aria-current={isHere ? 'page' : undefined}
      title={isCollapsed ? t(`nav.${page.id}`) : undefined}
      className={clsx(
        'flex h-8 items-center gap-2 rounded-control px-2 whitespace-nowrap pointer-coarse:h-11',
        isHere ? 'bg-selected font-bold text-fg' : 'text-muted hover:bg-hover hover:text-fg',
      )}
    >
      <Icon icon={page.icon} />
      <span className={clsx(isCollapsed && 'md:sr-only')}>{t(`nav.${page.id}`)}</span>
    </Link>
  )
}

function keepTime({ range, from, to }: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ range, from, to }).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
