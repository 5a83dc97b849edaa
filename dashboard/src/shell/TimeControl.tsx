import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ChevronLeft, ChevronRight, RefreshCw, ZoomOut } from 'lucide-react'
import { PRESETS, type RangeSearch, resolveRange, shiftWindow, windowSearch, zoomOut } from '../model/time-range.ts'
import { useSteady } from '../parts/use-steady.ts'
import { refreshNow, useRefresh } from '../search/refresh.ts'
import { timeSearch } from '../search/time.ts'
import { Badge } from '../ui/Badge.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { useShortcut } from '../ui/shortcuts.ts'
import { Freshness } from './Freshness.tsx'
import { RangeMenu } from './RangeMenu.tsx'
import { useIsTimed } from './use-is-timed.ts'
import { ZoneMenu } from './ZoneMenu.tsx'

/** The one time range of a project's pages, in the URL; only on pages that have one. */
export function TimeControl({ project }: { project: string }) {
  return useIsTimed() ? <Control project={project} /> : null
}

function Control({ project }: { project: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const search = useSearch({ strict: false, select: timeSearch, structuralSharing: true })
  const { readAtMs } = useRefresh()
  const { window, isRelative, invalid } = resolveRange(search, readAtMs)
  const client = useQueryClient()
  const readAgain = useSteady(() => {
    refreshNow()
    // A window that ends now asks anew by moving on; one with an end of its own is asked for once more.
    if (!isRelative) void client.invalidateQueries({ queryKey: [project] })
  })
  useShortcut({ keys: 'r', scope: 'global', label: 'time.refresh' }, readAgain)

  const go = (next: RangeSearch) =>
    void navigate({
      to: '.',
      // A page of results belongs to its window: the cursor goes with the old one.
      search: ({ range: _range, from: _from, to: _to, cursor: _cursor, ...rest }: Record<string, unknown>) => ({
        ...rest,
        ...next,
      }),
    })
  return (
    <fieldset aria-label={t('time.label')} className="flex flex-wrap items-center">
      <IconButton
        icon={ChevronLeft}
        label={t('time.earlier')}
        flips
        onPress={() => go(windowSearch(shiftWindow(window, -1)))}
      />
      <RangeMenu
        search={search}
        window={window}
        isRelative={isRelative}
        presets={PRESETS}
        nowMs={readAtMs}
        onChange={go}
      />
      <IconButton
        icon={ChevronRight}
        flips
        label={t('time.later')}
        isDisabled={window.toMs >= readAtMs}
        onPress={() => go(windowSearch(shiftWindow(window, 1)))}
      />
      <IconButton
        icon={ZoomOut}
        label={t('time.zoomOut')}
        onPress={() => go(windowSearch(zoomOut(window, readAtMs)))}
      />
      <IconButton icon={RefreshCw} label={t('time.refresh')} onPress={readAgain} />
      <div className="flex items-center max-sm:hidden">
        <Freshness onRead={readAgain} />
        <ZoneMenu />
      </div>
      {invalid.length > 0 && (
        <Badge tone="warning">
          <bdi>{t('time.unread', { names: invalid.map((name) => `${name}=${search[name]}`).join(' ') })}</bdi>
        </Badge>
      )}
    </fieldset>
  )
}
