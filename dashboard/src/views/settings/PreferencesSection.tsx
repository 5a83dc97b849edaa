import { useChooseZone } from '../../search/use-choose-zone.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { CALENDARS, DIGITS, LANGUAGES, type Preferences, THEMES, TIME_ZONES } from '../../ui/preference-values.ts'
import { setPreferences, useOwnPreferences } from '../../ui/preferences.ts'
import { RadioGroup } from '../../ui/RadioGroup.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { useFormat } from '../../ui/use-format.ts'

const CHOICES = [
  { name: 'theme', group: 'themes', values: THEMES },
  { name: 'language', group: 'languages', values: LANGUAGES },
  { name: 'digits', group: 'digitChoices', values: DIGITS },
  { name: 'calendar', group: 'calendars', values: CALENDARS },
  { name: 'timeZone', group: 'timeZones', values: TIME_ZONES },
] as const satisfies readonly { name: keyof Preferences; group: string; values: readonly string[] }[]

const SAMPLE_TIME = new Date('2026-03-21T12:34:56Z')

/** Choices of this browser: they are kept here and belong to nobody else. */
export function PreferencesSection() {
  const { t } = useTranslation()
  const format = useFormat()
  const preferences = useOwnPreferences()
  const chooseZone = useChooseZone()
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      <p className="text-muted">{t('preferences.lead')}</p>
      {CHOICES.map(({ name, group, values }) => (
        <RadioGroup
          key={name}
          label={t(`preferences.${name}`)}
          value={preferences[name]}
          onChange={(value) => (name === 'timeZone' ? chooseZone(value) : setPreferences({ [name]: value }))}
          options={withOwn(values, preferences[name]).map((id) => ({
            id,
            text: t(`preferences.${group}.${id}`, { defaultValue: id }),
          }))}
        />
      ))}
      <Switch isSelected={preferences.singleKeys} onChange={(singleKeys) => setPreferences({ singleKeys })}>
        {t('preferences.singleKeys')}
      </Switch>
      <p className="text-muted">
        {t('preferences.sample')} <bdi>{format.dateTime(SAMPLE_TIME)}</bdi> · <bdi>{format.number(1234567.89)}</bdi> ·{' '}
        <bdi>{format.money('0.0000123')}</bdi>
      </p>
    </div>
  )
}

/** With what was chosen elsewhere, such as a time zone by its name. */
const withOwn = (values: readonly string[], own: string) => [...new Set([...values, own])]
