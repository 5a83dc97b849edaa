import { Button } from '../ui/Button.tsx'
import { useTranslation } from '../ui/i18n.ts'
import { Menu } from '../ui/Menu.tsx'
import { TIME_ZONES } from '../ui/preference-values.ts'
import { setPreferences, usePreferences } from '../ui/preferences.ts'

/** The zone of every time on the pages, beside the range that it belongs to. */
export function ZoneMenu() {
  const { t } = useTranslation()
  const { timeZone } = usePreferences()
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  const name = timeZone === 'UTC' ? 'UTC' : own
  return (
    <Menu
      label={t('preferences.timeZone')}
      trigger={
        <Button look="quiet" size="small" aria-label={t('time.zone', { name })}>
          <bdi className="text-muted max-xl:hidden">{name}</bdi>
          <span className="text-muted xl:hidden">{t('time.zoneShort')}</span>
        </Button>
      }
      entries={TIME_ZONES.map((id) => ({
        id,
        text: id === 'local' ? t('time.zoneLocal', { name: own }) : id,
        isSelected: id === timeZone,
      }))}
      onAction={(id) => setPreferences({ timeZone: id === 'UTC' ? 'UTC' : 'local' })}
    />
  )
}
