import { describe, expect, it } from 'vitest'
import { compileMask, type MaskRules } from './masking.ts'
import { readSettings } from './settings.ts'
import { putJson } from './values.ts'

const masked = (rules: MaskRules, text: string) => compileMask(rules)?.text(text, 'key')

describe('a mask by pattern', () => {
  const all: MaskRules = { patterns: ['keys', 'cards', 'emails'] }

  it.each([
    ['a key of OpenAI', 'use sk-proj-abcdefghijklmnop1234 now', 'use [masked] now'],
    ['a key of AWS', 'AKIAIOSFODNN7EXAMPLE', '[masked]'],
    ['a token in a header', 'Authorization: Bearer abcdef0123456789abcdef', 'Authorization: [masked]'],
    ['a JWT', 'eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.SflKxwRJSMeKKF2QT4', '[masked]'],
    [
      'a JWT among beginnings of one',
      'a-eyJhbGciOiJIUzI1 b-eyJhbGciOiJI.eyJzdWIiOi.SflKxwRJ',
      'a-eyJhbGciOiJIUzI1 b-[masked]',
    ],
    ['a card', 'card 4111 1111 1111 1111.', 'card [masked].'],
    ['a card in dashes', '5500-0000-0000-0004', '[masked]'],
    ['a long number that is no card', 'order 4111111111111112', 'order 4111111111111112'],
    ['a time in nanoseconds', '1763740800123456789', '1763740800123456789'],
    ['an address', 'از ada.l+x@mail.example.org بپرس', 'از [masked] بپرس'],
    ['nothing', 'a plain sentence', 'a plain sentence'],
  ])('knows %s', (_name, text, expected) => {
    expect(masked(all, text)).toBe(expected)
  })

  it('takes expressions of one’s own, global or not', () => {
    expect(masked({ patterns: [/\d{3}/] }, '123 456')).toBe('[masked] [masked]')
    expect(masked({ patterns: [/\d{3}/g] }, '123 456')).toBe('[masked] [masked]')
  })

  it('is done in time on long texts that almost match', () => {
    const almost = ['a', '@b.', '1 ', '"password', '-eyJ', '-eyJaaaaaaaa.', 'sk-', '-----BEGIN A', 'Bearer ']
    const long = almost.map((each) => each.repeat(100_000 / each.length)).join(' ')
    expect(masked({ patterns: ['keys', 'cards', 'emails'], fields: ['password'] }, long)).toEqual(expect.any(String))
  })
})

describe('a mask by field', () => {
  it('hides values at any depth, whatever their type, and in JSON inside a text', () => {
    const attributes: Record<string, unknown> = {}
    const mask = compileMask({ fields: ['Password', 'ssn'] })
    const value = {
      user: { password: 'x', SSN: 123, name: 'Ada' },
      arguments: '{"password": "a\\"b", "ssn":12, "city":"Paris"}',
    }
    putJson(attributes as never, 'key', value, { mask, media: false, maxValueChars: 10_000 })
    expect(JSON.parse(String(attributes.key))).toEqual({
      user: { password: '[masked]', SSN: '[masked]', name: 'Ada' },
      arguments: '{"password": "[masked]", "ssn":"[masked]", "city":"Paris"}',
    })
  })
})

describe('the environment', () => {
  it('configures masks, sampling, content and the spool', () => {
    const settings = readSettings(
      {},
      { VITRINE_MASK: 'emails,field:pin', VITRINE_SAMPLE_RATE: '0.25', VITRINE_CONTENT: 'off', VITRINE_SPOOL: '/x/y' },
    )
    expect(settings).toMatchObject({ sampleRate: 0.25, content: false, spool: '/x/y' })
    expect(settings.mask?.text('a@b.example {"pin": 7}', '')).toBe('[masked] {"pin": "[masked]"}')
    expect(readSettings({}, {})).toMatchObject({ sampleRate: 1, content: true, spool: undefined, mask: undefined })
  })

  it('reads the standard variables', () => {
    const settings = readSettings(
      {},
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/',
        OTEL_EXPORTER_OTLP_HEADERS: 'X-Key=a%20b',
        OTEL_RESOURCE_ATTRIBUTES: 'team=red,region=eu',
      },
    )
    expect(settings.traces).toEqual({ url: 'http://c:4318/v1/traces', headers: { 'x-key': 'a b' } })
    expect(settings.resourceAttributes).toEqual({ team: 'red', region: 'eu' })
    expect(readSettings({}, { OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c' }).traces).toBe(
      undefined,
    )
  })
})
