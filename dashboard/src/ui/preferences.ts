// The one store of preferences: kept in localStorage, put on <html>, read through usePreferences().
import { createContext, useContext, useSyncExternalStore } from 'react'
import { directionOf, type Preferences, readPreferences, STORAGE_KEY } from './preference-values.ts'

let current: Preferences = readPreferences(readStorage(), globalThis.navigator?.language ?? 'en')
const listeners = new Set<() => void>()

function readStorage(): string | null {
  try {
    return globalThis.localStorage?.getItem(STORAGE_KEY) ?? null
  } catch {
    // Storage may be forbidden (private windows, embedded pages); choices then last for the visit.
    return null
  }
}

export function getPreferences(): Preferences {
  return current
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change }
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(current))
  } catch {
    // As above: without storage the choice lasts for the visit.
  }
  applyToDocument(current)
  for (const listener of listeners) listener()
}

export function subscribePreferences(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What the reader chose, whatever the page shows. */
export function useOwnPreferences(): Preferences {
  return useSyncExternalStore(subscribePreferences, getPreferences, getPreferences)
}

/** The zone of the page where it is not the reader's own. */
export const ViewZone = createContext<string | undefined>(undefined)

/** What holds on this page. */
export function usePreferences(): Preferences {
  const own = useOwnPreferences()
  const timeZone = useContext(ViewZone)
  return timeZone === undefined ? own : inZone(own, timeZone)
}

let last: { readonly own: Preferences; readonly inZone: Preferences } | undefined

/** One object for all components: thousands of cells compare it. */
function inZone(own: Preferences, timeZone: string): Preferences {
  if (last?.own !== own || last.inZone.timeZone !== timeZone) last = { own, inZone: { ...own, timeZone } }
  return last.inZone
}

/** Puts theme, contrast, language and direction on <html>; follows the system while the theme is `system`. */
export function applyToDocument(preferences: Preferences): void {
  const root = document.documentElement
  const systemDark = matchMedia('(prefers-color-scheme: dark)').matches
  const systemContrast = matchMedia('(prefers-contrast: more)').matches
  const dark = preferences.theme === 'dark' || (preferences.theme !== 'light' && systemDark)
  root.dataset.theme = dark ? 'dark' : 'light'
  root.dataset.contrast = preferences.theme === 'contrast' || systemContrast ? 'more' : 'normal'
  root.lang = preferences.language === 'fa' ? 'fa' : 'en'
  root.dir = directionOf(preferences.language)
}

export function followSystemTheme(): void {
  for (const query of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)']) {
    matchMedia(query).addEventListener('change', () => applyToDocument(current))
  }
}
