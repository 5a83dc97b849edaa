import { useIsFetching, useSuspenseQuery } from '@tanstack/react-query'
import { Outlet, useParams, useSearch } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { meQuery } from '../api/queries.ts'
import { ZoneHint, ZoneOfAddress } from '../parts/ZoneOfAddress.tsx'
import { FullText } from '../ui/FullText.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { MayChange } from '../ui/may-change.ts'
import { useShortcut } from '../ui/shortcuts.ts'
import { NotFound } from './fallbacks.tsx'
import { NavRail } from './NavRail.tsx'
import { NewVersion } from './NewVersion.tsx'
import { OfflineBanner } from './OfflineBanner.tsx'
import { isAsked, SlowReads } from './SlowReads.tsx'
import { TopBar } from './TopBar.tsx'
import { useGoShortcuts } from './use-go-shortcuts.ts'

const CommandPalette = lazy(() => import('./CommandPalette.tsx').then((m) => ({ default: m.CommandPalette })))
const ShortcutSheet = lazy(() => import('./ShortcutSheet.tsx').then((m) => ({ default: m.ShortcutSheet })))

type Open = 'palette' | 'shortcuts' | undefined

export function AppShell() {
  const { project } = useParams({ from: '/p/$project' })
  return (
    <Shell project={project}>
      <Outlet />
    </Shell>
  )
}

/** An address that leads nowhere, with the shell of the first project around it where there is one. */
export function LostPage() {
  const { data: me } = useSuspenseQuery(meQuery)
  const first = me.projects[0]
  if (first !== undefined) {
    return (
      <Shell project={first.id}>
        <NotFound />
      </Shell>
    )
  }
  return (
    <main className="p-6">
      <NotFound />
    </main>
  )
}

/** What stands around every page of a project: skip link, navigation, top bar, and the one <main>. */
function Shell({ project, children }: { project: string; children: ReactNode }) {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(meQuery)
  const [open, setOpen] = useState<Open>()
  // A page for a screen on the wall stands alone.
  const isAlone = useSearch({ strict: false, select: ({ tv }) => tv !== undefined })
  const close = () => setOpen(undefined)
  useGoShortcuts(project)
  useShortcut({ keys: 'Mod+k', scope: 'global', label: 'shortcuts.palette' }, () => setOpen('palette'))
  useShortcut({ keys: '?', scope: 'global', label: 'shortcuts.sheet' }, () => setOpen('shortcuts'))
  return (
    <MayChange value={me.role !== 'viewer'}>
      <ZoneOfAddress>
        <div className="flex min-h-dvh flex-col md:flex-row">
          <a
            href="#main"
            className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:start-2 focus:top-2 focus:rounded-control focus:bg-accent focus:px-3 focus:py-2 focus:text-on-accent"
          >
            {t('shell.skip')}
          </a>
          {!isAlone && <NavRail project={project} />}
          <div className="flex min-w-0 grow flex-col">
            {!isAlone && <TopBar project={project} me={me} onOpen={setOpen} />}
            <ProgressLine />
            <OfflineBanner />
            <NewVersion />
            <SlowReads />
            {!isAlone && <ZoneHint />}
            <main id="main" tabIndex={-1} className="min-w-0 grow p-3 outline-none sm:p-4">
              {children}
            </main>
          </div>
          <FullText />
          <Suspense>
            {open === 'palette' && <CommandPalette project={project} me={me} onClose={close} />}
            {open === 'shortcuts' && <ShortcutSheet onClose={close} />}
          </Suspense>
        </div>
      </ZoneOfAddress>
    </MayChange>
  )
}

/** Two pixels that say "reading", while the old content stays. */
function ProgressLine() {
  const fetching = useIsFetching({ predicate: isAsked })
  return (
    <div aria-hidden="true" className="h-0.5 overflow-hidden">
      {fetching > 0 && <div className="vitrine-progress h-full w-1/3 bg-accent" />}
    </div>
  )
}
