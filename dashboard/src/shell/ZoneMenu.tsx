import { lazy, Suspense, useState } from 'react'
import { useChooseZone } from '../search/use-choose-zone.ts'
import { Button } from '../ui/Button.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { Menu } from '../ui/Menu.tsx'
import { TIME_ZONES } from '../ui/preference-values.ts'
import { usePreferences } from '../ui/preferences.ts'
import { zoneName } from '../ui/zone.ts'

const ZoneDialog = lazy(() => import('./ZoneDialog.tsx').then((m) => ({ default: m.ZoneDialog })))

/** Stands for the way to all others; no zone is called so. */
const OTHER = 'other'

/** The zone of every time on the pages, beside the range that it belongs to. */
export function ZoneMenu() {
  const { t } = useTranslation()
  const { timeZone } = usePreferences()
  const choose = useChooseZone()
  const [isFinding, setFinding] = useState(false)
  const name = zoneName(timeZone)
  const zones = new Set([...TIME_ZONES, timeZone])
  return (
    <>
      <Menu
        label={t('preferences.timeZone')}
        trigger={
          <Button look="quiet" size="small" aria-label={t('time.zone', { name })}>
            <bdi className="max-w-40 truncate text-muted max-xl:hidden">{name}</bdi>
            <span className="text-muted xl:hidden">{t('time.zoneShort')}</span>
          </Button>
        }
        entries={[
          ...[...zones].map((id) => ({
            id,
            text: id === 'local' ? t('time.zoneLocal', { name: zoneName(id) }) : id,
            isSelected: id === timeZone,
          })),
          { id: OTHER, text: t('time.zoneOther'), isSelected: false },
        ]}
        onAction={(id) => (id === OTHER ? setFinding(true) : choose(id))}
      />
      <Suspense>{isFinding && <ZoneDialog onClose={() => setFinding(false)} />}</Suspense>
    </>
  )
}
