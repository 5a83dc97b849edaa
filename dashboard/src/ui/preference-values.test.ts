import { describe, expect, it } from 'vitest'
import { directionOf, localeOf, readPreferences } from './preference-values.ts'

describe('reading preferences', () => {
  it.each([null, 'not json', '[]', '3', '{"theme":"pink","digits":7}'])('takes defaults for %s', (text) => {
    expect(readPreferences(text, 'de-DE')).toMatchObject({ theme: 'system', language: 'en', digits: 'latn' })
  })
  it('begins in the language of the browser', () => expect(readPreferences(null, 'fa-IR').language).toBe('fa'))
  it.each([
    ['UTC', 'UTC'],
    ['Asia/Tehran', 'Asia/Tehran'],
    ['local', 'local'],
    ['Atlantis/Poseidon', 'local'],
    [7, 'local'],
  ])('keeps the zone %s as %s', (timeZone, kept) => {
    expect(readPreferences(JSON.stringify({ timeZone }), 'en').timeZone).toBe(kept)
  })
  it('keeps what was chosen', () => {
    expect(readPreferences('{"theme":"dark","language":"en","singleKeys":false}', 'fa')).toMatchObject({
      theme: 'dark',
      language: 'en',
      singleKeys: false,
    })
  })
})

describe('the locale', () => {
  it('has Latin digits and the Gregorian calendar unless chosen otherwise', () => {
    expect(localeOf({ language: 'fa', digits: 'latn', calendar: 'gregory' })).toBe('fa-u-ca-gregory-nu-latn')
    expect(localeOf({ language: 'fa', digits: 'native', calendar: 'persian' })).toBe('fa-u-ca-persian-nu-arabext')
  })
  it('runs from right to left in Persian only', () => {
    expect([directionOf('fa'), directionOf('en'), directionOf('pseudo')]).toEqual(['rtl', 'ltr', 'ltr'])
  })
})
