// The one store of preferences: kept in localStorage, put on <html>, read through usePreferences().
import { useSyncExternalStore } from 'react'
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

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribePreferences, getPreferences, getPreferences)
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
