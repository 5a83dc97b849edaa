import { useMatches, useNavigate, useSearch } from '@tanstack/react-router'
import { ChevronLeft, ChevronRight, RefreshCw, ZoomOut } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { PRESETS, type RangeSearch, resolveRange, shiftWindow, windowSearch, zoomOut } from '../model/time-range.ts'
import { refreshNow, useRefresh } from '../search/refresh.ts'
import { timeSearch } from '../search/time.ts'
import { Badge } from '../ui/Badge.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { useShortcut } from '../ui/shortcuts.ts'
import { RangeMenu } from './RangeMenu.tsx'

const TIMED = [
  '/p/$project/overview',
  '/p/$project/traces',
  '/p/$project/sessions',
  '/p/$project/users',
  '/p/$project/dashboards/$board',
]

/** The one time range of a project's pages, in the URL; only on pages that have one. */
export function TimeControl() {
  const isTimed = useMatches({ select: (matches) => matches.some(({ fullPath }) => TIMED.includes(fullPath)) })
  return isTimed ? <Control /> : null
}

function Control() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const search = timeSearch(useSearch({ strict: false }))
  const { readAtMs } = useRefresh()
  const { window, isRelative, invalid } = resolveRange(search, readAtMs)
  useShortcut({ keys: 'r', scope: 'global', label: 'time.refresh' }, refreshNow)

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
    <fieldset aria-label={t('time.label')} className="flex items-center">
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
      <IconButton icon={RefreshCw} label={t('time.refresh')} onPress={refreshNow} />
      {invalid.length > 0 && (
        <Badge tone="warning">
          <bdi>{t('time.unread', { names: invalid.map((name) => `${name}=${search[name]}`).join(' ') })}</bdi>
        </Badge>
      )}
    </fieldset>
  )
}
