import { useMemo } from 'react'
import { createFormatter, type Formatter } from './format.ts'
import { localeOf, type Preferences } from './preference-values.ts'
import { usePreferences } from './preferences.ts'

let last: { key: string; formatter: Formatter } | undefined

/** Intl objects cost about 50 µs each to make: all components of one locale share one set. */
function formatterFor(preferences: Preferences): Formatter {
  const locale = localeOf(preferences)
  const timeZone = preferences.timeZone === 'local' ? undefined : preferences.timeZone
  const key = `${locale} ${timeZone}`
  if (last?.key !== key) last = { key, formatter: createFormatter({ locale, timeZone }) }
  return last.formatter
}

export function useFormat(): Formatter {
  const preferences = usePreferences()
  return useMemo(() => formatterFor(preferences), [preferences])
}
