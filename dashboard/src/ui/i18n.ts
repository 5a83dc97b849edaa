// Texts live in locales/<language>/<file>.json; a key is `<file>.<path>`. One language is one chunk, loaded on demand.
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { directionOf, type Language } from './preference-values.ts'
import { pseudo, type Texts } from './pseudo.ts'

type Loader = () => Promise<Texts>

export async function startTexts(language: Language, loaders: Record<'en' | 'fa', Loader>): Promise<void> {
  const load = (code: string): Promise<Texts> =>
    code === 'pseudo' ? loaders.en().then(pseudo) : loaders[code === 'fa' ? 'fa' : 'en']()
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    supportedLngs: ['en', 'fa', 'pseudo'],
    resources: { [language]: { translation: await load(language) } },
    // React escapes markup. What is escaped here is direction: in a text from right to left each value is isolated, or
    // "$0.03" after a Persian word would show its sign on the wrong side.
    interpolation: { escapeValue: true, escape: (value) => isolate(value, directionOf(i18next.language as Language)) },
    returnNull: false,
    react: { useSuspense: false },
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

const [FIRST_STRONG_ISOLATE, POP_ISOLATE] = ['\u2068', '\u2069']

/** The value as a part of its own in a text from right to left. */
export function isolate(value: string, direction: string): string {
  return direction === 'rtl' ? `${FIRST_STRONG_ISOLATE}${value}${POP_ISOLATE}` : value
}
