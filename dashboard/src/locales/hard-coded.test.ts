// Texts that are written into a page instead of a catalogue would stay English in every language.
import { expect, it } from 'vitest'

const sources = import.meta.glob<string>(['../**/*.tsx', '!../**/*.test.tsx'], {
  eager: true,
  query: '?raw',
  import: 'default',
})

/** Names, units and signs that are the same in every language. */
const ALLOWED = new Set(['Ctrl K', 'Vitrine'])

/** Words between tags, and words in the attributes that people read or hear. */
const BETWEEN_TAGS = />\s*([A-Za-z][A-Za-z ,.'’!?…-]*[A-Za-z.!?…])\s*<\//g
const IN_ATTRIBUTES = /\s(?:aria-label|title|placeholder|alt|label)="([^"]*[A-Za-z]{2,}[^"]*)"/g

function hardCoded(code: string): string[] {
  return [BETWEEN_TAGS, IN_ATTRIBUTES]
    .flatMap((pattern) => [...code.matchAll(pattern)])
    .map(([, words = '']) => words.trim())
    .filter((words) => !ALLOWED.has(words))
}

it('finds such texts', () => {
  expect(hardCoded('<p>Nothing here</p><b aria-label="Close it" title={t("x")}>{name}</b>')).toEqual([
    'Nothing here',
    'Close it',
  ])
})

it.each(Object.entries(sources))('%s has none', (_file, code) => {
  expect(hardCoded(code)).toEqual([])
})
