// What a person may choose about the look of the pages, and how it is read back from storage. Pure.

import { isZone } from './zone.ts'

export const THEMES = ['system', 'light', 'dark', 'contrast'] as const
export const LANGUAGES = ['en', 'fa'] as const
export const DIGITS = ['latn', 'native'] as const
export const CALENDARS = ['gregory', 'persian'] as const

/** Those that every menu offers; the others are chosen by their names. */
export const TIME_ZONES = ['local', 'UTC'] as const

export type Theme = (typeof THEMES)[number]
export type Language = (typeof LANGUAGES)[number] | 'pseudo'
export type Digits = (typeof DIGITS)[number]
export type Calendar = (typeof CALENDARS)[number]

export type Preferences = {
  readonly theme: Theme
  readonly language: Language
  readonly digits: Digits
  readonly calendar: Calendar
  /** `local`, or a name such as `UTC` or `Asia/Tehran`. */
  readonly timeZone: string
  readonly density: 'compact' | 'default'
  readonly singleKeys: boolean
  readonly railCollapsed: boolean
}

export const STORAGE_KEY = 'vitrine.preferences'

function oneOf<T>(allowed: readonly T[], value: unknown, fallback: T): T {
  return allowed.includes(value as T) ? (value as T) : fallback
}

/** Anything that storage may hold, an older version's shape included, becomes complete preferences. */
export function readPreferences(text: string | null, browserLanguage: string): Preferences {
  const kept = parseObject(text)
  const guessed: Language = browserLanguage.toLowerCase().startsWith('fa') ? 'fa' : 'en'
  return {
    theme: oneOf(THEMES, kept.theme, 'system'),
    language: oneOf<Language>([...LANGUAGES, 'pseudo'], kept.language, guessed),
    digits: oneOf(DIGITS, kept.digits, 'latn'),
    calendar: oneOf(CALENDARS, kept.calendar, 'gregory'),
    timeZone: typeof kept.timeZone === 'string' && isZone(kept.timeZone) ? kept.timeZone : 'local',
    density: oneOf(['compact', 'default'], kept.density, 'compact'),
    singleKeys: kept.singleKeys !== false,
    railCollapsed: kept.railCollapsed === true,
  }
}

function parseObject(text: string | null): Record<string, unknown> {
  if (text === null) return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** One locale for every number and date: Latin digits and the Gregorian calendar unless the person chose otherwise. */
export function localeOf({
  language,
  digits,
  calendar,
}: Pick<Preferences, 'language' | 'digits' | 'calendar'>): string {
  const base = language === 'fa' ? 'fa' : 'en'
  const numbering = digits === 'native' && language === 'fa' ? 'arabext' : 'latn'
  return `${base}-u-ca-${calendar}-nu-${numbering}`
}

export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'fa' ? 'rtl' : 'ltr'
}
