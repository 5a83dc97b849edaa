import { type ReactNode, useEffect } from 'react'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import { changeTexts } from './i18n.ts'
import { localeOf } from './preference-values.ts'
import { usePreferences } from './preferences.ts'

/** Hands the reader's locale to the widgets and changes the texts when another language is chosen. */
export function LocaleProvider({ children }: { children: ReactNode }) {
  const preferences = usePreferences()
  useEffect(() => void changeTexts(preferences.language), [preferences.language])
  return <I18nProvider locale={localeOf(preferences)}>{children}</I18nProvider>
}
