// Finds texts that are used but missing, kept but unused, or different in shape between the languages.
import { ERROR_CODES, FIXES, MISSING_CODES } from '@vitrine/schemas/api'
import { FIELDS } from '@vitrine/schemas/filter'
import { describe, expect, it } from 'vitest'

const PLURAL = /_(zero|one|two|few|many|other)$/

type Texts = { [key: string]: string | Texts }

function flatten(texts: Texts, prefix: string): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${prefix}.${key}`, value] as [string, string]] : flatten(value, `${prefix}.${key}`),
  )
}

const files = import.meta.glob<Texts>('./*/*.json', { eager: true, import: 'default' })
const sources = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.{ts,tsx}'], {
  eager: true,
  query: '?raw',
  import: 'default',
})

function catalogue(language: string): Map<string, string> {
  const start = `./${language}/`
  return new Map(
    Object.entries(files)
      .filter(([file]) => file.startsWith(start))
      .flatMap(([file, texts]) => flatten(texts, file.slice(start.length, -'.json'.length))),
  )
}

/** The API has them in English, and no catalogue repeats that. */
const english = new Map([...catalogue('en'), ...flatten(FIXES, 'fixes')])
const persian = catalogue('fa')
const namespaces = [...new Set([...english.keys()].map((key) => key.split('.')[0] ?? ''))]
const code = Object.values(sources).join('\n')

/** Whole keys in quotes, and the fixed beginnings of keys that are put together: `errors.${code}`. */
const KEY = new RegExp(`['"\`]((?:${namespaces.join('|')})\\.[\\w.-]*)(\\$\\{)?`, 'g')
/** `trace.duration` is a field of the filter, not a text. */
const fields = new Set(FIELDS.map(({ name }) => name))
const mentioned = [...code.matchAll(KEY)]
  .map(([, key = '', open]) => ({ key, isPrefix: open !== undefined }))
  .filter(({ key }) => !fields.has(key))
const whole = new Set(mentioned.filter(({ isPrefix }) => !isPrefix).map(({ key }) => key))
const prefixes = [...new Set(mentioned.filter(({ isPrefix }) => isPrefix).map(({ key }) => key))]

const base = (key: string): string => key.replace(PLURAL, '')
const bases = new Set([...english.keys()].map(base))
const placeholders = (text: string): string => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort().join()

describe('the catalogues', () => {
  it('hold every text that the code names', () => {
    expect([...whole].filter((key) => !bases.has(key))).toEqual([])
    expect(prefixes.filter((prefix) => ![...bases].some((key) => key.startsWith(prefix)))).toEqual([])
  })

  it('hold no text that nothing names', () => {
    const unused = [...bases].filter((key) => !whole.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)))
    expect(unused).toEqual([])
  })

  it('have the same texts in both languages, with the same placeholders', () => {
    expect([...persian.keys()].map(base).filter((key) => !bases.has(key))).toEqual([])
    const persianBases = new Set([...persian.keys()].map(base))
    expect([...bases].filter((key) => !persianBases.has(key))).toEqual([])
    const differing = [...english].filter(
      ([key, text]) => persian.has(key) && placeholders(persian.get(key) ?? '') !== placeholders(text),
    )
    expect(differing.map(([key]) => key)).toEqual([])
  })

  it('write a count in the digits that its reader chose', () => {
    const bare = [...english, ...persian].filter(([, text]) => text.includes('{{count}}')).map(([key]) => key)
    expect(bare).toEqual([])
  })

  it('have the plural forms that each language needs', () => {
    for (const [language, texts] of [['en', english] as const, ['fa', persian] as const]) {
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
      const plurals = new Set([...texts.keys()].filter((key) => PLURAL.test(key)).map(base))
      const missing = [...plurals]
        .flatMap((key) => forms.map((form) => `${key}_${form}`))
        .filter((key) => !texts.has(key))
      expect(missing).toEqual([])
    }
  })

  it('translate every error code of the API', () => {
    const codes = ERROR_CODES.map((code) => `errors.${code}`)
    expect(codes.filter((key) => !english.has(key) || !persian.has(key))).toEqual([])
  })

  it('name every gap that the doctor finds', () => {
    const codes = MISSING_CODES.map((code) => `doctor.codes.${code}`)
    expect(codes.filter((key) => !english.has(key) || !persian.has(key))).toEqual([])
  })

  it('are written in Persian where Persian is due', () => {
    // Names, samples and codes that are the same in every language.
    const same = [...persian]
      .filter(([key, text]) => english.get(key) === text && /[a-z]{3}/.test(text))
      .map(([key]) => key)
    expect(same.filter((key) => key !== 'preferences.languages.en')).toEqual([])
  })
})
