// Texts live in locales/<language>/<file>.json; a key is `<file>.<path>`. One language is one chunk, loaded on demand.
import i18next from 'i18next'
import { useSyncExternalStore } from 'react'
import { directionOf, type Language } from './preference-values.ts'
import { pseudo, type Texts } from './pseudo.ts'

type Loader = () => Promise<Texts>

export async function startTexts(language: Language, loaders: Record<'en' | 'fa', Loader>): Promise<void> {
  const load = (code: string): Promise<Texts> =>
    code === 'pseudo' ? loaders.en().then(pseudo) : loaders[code === 'fa' ? 'fa' : 'en']()
  i18next.on('languageChanged', renew)
  await i18next.init({
    lng: language,
    fallbackLng: false,
    supportedLngs: ['en', 'fa', 'pseudo'],
    resources: { [language]: { translation: await load(language) } },
    // React escapes markup. What is escaped here is direction: in a text from right to left each value is isolated, or
    // "$0.03" after a Persian word would show its sign on the wrong side.
    interpolation: { escapeValue: true, escape: (value) => isolate(value, directionOf(i18next.language as Language)) },
    returnNull: false,
  })
  loadTexts = async (code) => {
    if (!i18next.hasResourceBundle(code, 'translation')) {
      i18next.addResourceBundle(code, 'translation', await load(code))
    }
    await i18next.changeLanguage(code)
  }
}

let loadTexts: (code: Language) => Promise<void> = async () => undefined

/** Switches every text on the page without a reload. */
export function changeTexts(language: Language): Promise<void> {
  return loadTexts(language)
}

/**
 * What stands in a text: words, and numbers that the formatter has written in the reader's digits. A bare number is
 * only for choosing the plural.
 */
type Values<V> = { readonly [K in keyof V]: K extends 'count' ? number : string | undefined }

/** The text of a key in the reader's language, with what stands in it. */
export interface Translate {
  (key: string): string
  <V extends Values<V>>(key: string, values: V): string
}

interface Translation {
  readonly t: Translate
  readonly i18n: { readonly language: string; readonly exists: (key: string) => boolean }
}

let current = translation()
const listeners = new Set<() => void>()

function renew(): void {
  current = translation()
  for (const listener of listeners) listener()
}

/**
 * Each language has one of these for all components, and every plain text is looked up once: a list draws thousands of
 * words.
 */
function translation(): Translation {
  const plain = new Map<string, string>()
  const language = i18next.language
  return {
    t: (key: string, values?: Readonly<Record<string, unknown>>) => {
      if (values !== undefined) return i18next.t(key, values)
      let text = plain.get(key)
      if (text === undefined) {
        text = i18next.t(key)
        plain.set(key, text)
      }
      return text
    },
    i18n: { language, exists: (key) => i18next.exists(key) },
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The texts of the reader's language; a component that uses them is drawn again when another is chosen. */
export function useTranslation(): Translation {
  return useSyncExternalStore(subscribe, () => current)
}

const [FIRST_STRONG_ISOLATE, POP_ISOLATE] = ['\u2068', '\u2069']

/** The value as a part of its own in a text from right to left. */
export function isolate(value: string, direction: string): string {
  return direction === 'rtl' ? `${FIRST_STRONG_ISOLATE}${value}${POP_ISOLATE}` : value
}
