import { useNavigate, useSearch } from '@tanstack/react-router'
import { Clock } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { useOwnPreferences, ViewZone } from '../ui/preferences.ts'
import { isZone, zoneInAddress, zoneName } from '../ui/zone.ts'

/** Shows all times within in the zone that the address names. */
export function ZoneOfAddress({ children }: { children: ReactNode }) {
  const { tz } = useZoneOfAddress()
  return <ViewZone value={tz}>{children}</ViewZone>
}

/** Says that the times are not in the reader's own zone, and offers that one. */
export function ZoneHint() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { asked, tz, own } = useZoneOfAddress()
  if (asked === undefined || (tz === undefined && isZone(asked))) return null
  const takeOwn = () =>
    void navigate({
      to: '.',
      search: (before: Record<string, unknown>) => ({ ...before, tz: zoneInAddress(own) }),
      replace: true,
    })
  return (
    <div className="flex flex-wrap items-center gap-2 border-line border-b bg-subtle px-4 py-1 text-xs">
      <span className="flex items-center gap-2">
        <Icon icon={Clock} />
        {tz === undefined
          ? t('time.zoneUnread', { name: asked, own: zoneName(own) })
          : t('time.zoneOfLink', { name: tz })}
      </span>
      <Button size="small" onPress={takeOwn}>
        {tz === undefined ? t('time.zoneUnreadDone') : t('time.zoneOwn', { name: zoneName(own) })}
      </Button>
    </div>
  )
}

/** `tz` is what the address names, where it is a zone and another one than the reader's own. */
function useZoneOfAddress() {
  const asked = useSearch({ strict: false, select: (search: { tz?: string }) => search.tz })
  const own = useOwnPreferences().timeZone
  const isOther = asked !== undefined && asked !== zoneName(own) && isZone(asked)
  return { asked, own, tz: isOther ? asked : undefined }
}
