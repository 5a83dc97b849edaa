import type { OnboardingAnswer } from '@vitrine/schemas/api'
import { describe, expect, it } from 'vitest'
import { matchCommands, traceIdIn } from './commands.ts'
import { arrivalOf, pollMs, pricingOf } from './onboarding.ts'
import { FAILED_TRACES, isTerm, queryWith } from './query-text.ts'
import { safePath } from './safe-path.ts'
import { SNIPPETS, snippet } from './snippets.ts'

const nothing: OnboardingAnswer = { spans: 0, waiting: 0, rejected: 0, first_span: null, sources: [], refused: [] }
const first = { trace_id: 'a', span_id: 'b', name: 'chat', kind: 'llm', start: '1', received: '2' }
const refused = [{ day: '2026-11-21', status: 401, requests: 1, key_prefix: null }]

describe('what arrived', () => {
  it.each([
    ['nothing', nothing],
    ['refused', { ...nothing, refused }],
    ['rejected', { ...nothing, rejected: 2 }],
    ['on-the-way', { ...nothing, waiting: 3, refused }],
    ['arrived', { ...nothing, first_span: first, refused }],
  ])('%s', (kind, answer) => expect(arrivalOf(answer).kind).toBe(kind))

  it('is asked for each second until it came', () => {
    expect(pollMs(nothing)).toBe(1000)
    expect(pollMs({ ...nothing, first_span: first })).toBeGreaterThan(1000)
  })
  it('is priced in whole, in part, or not', () => {
    const source = (priced_calls: number, unpriced_calls: number) =>
      pricingOf({ priced_calls, unpriced_calls } as OnboardingAnswer['sources'][number])
    expect([source(0, 0), source(2, 0), source(1, 1), source(0, 2)]).toEqual(['no-tokens', 'all', 'some', 'none'])
  })
})

describe('snippets', () => {
  it('carry the key where there is one, and no empty header where there is none', () => {
    for (const id of SNIPPETS) {
      const origin = 'http://127.0.0.1:4320'
      expect(snippet(id, { origin, key: 'sk-1' })).toContain('sk-1')
      expect(snippet(id, { origin, key: undefined })).not.toMatch(/Bearer|undefined|key:/)
    }
  })
})

it('names an attribute by its key, whatever stands in it', () => {
  expect(queryWith('status:error', isTerm('attribute:shop.basket id', 'a:b'))).toBe(
    'status:error attr."shop.basket id":"a:b"',
  )
})

it('combines the filter of the page with further terms, and leaves alone what it cannot read', () => {
  expect(queryWith(undefined, FAILED_TRACES)).toBe('trace.errors>0')
  const both = queryWith('model:gpt-4o', isTerm('tool', 'a b'))
  expect(both).toContain('model:gpt-4o')
  expect(both).toContain('"a b"')
  expect(queryWith('((', FAILED_TRACES)).toBe('((')
})

describe('the palette', () => {
  const commands = ['Overview', 'ردها'].map((text) => ({
    id: text,
    group: 'page' as const,
    text,
    run: () => undefined,
  }))
  it('finds by any part, in any case', () => {
    expect(matchCommands(commands, 'VIEW').map(({ id }) => id)).toEqual(['Overview'])
    expect(matchCommands(commands, '')).toHaveLength(2)
  })
  it('knows a trace id, also as a UUID', () => {
    const hex = '0123456789abcdef0123456789abcdef'
    expect(traceIdIn(` ${hex.toUpperCase()} `)).toBe(hex)
    expect(traceIdIn('01234567-89ab-cdef-0123-456789abcdef')).toBe(hex)
    expect(traceIdIn('0123456789abcdef')).toBeUndefined()
  })
})

it('leads nowhere else after a login', () => {
  for (const back of ['//evil.example', '/\\evil.example', 'https://evil.example', undefined, '/login?back=/'])
    expect(safePath(back)).toBe('/')
  expect(safePath('/p/a/traces?q=x')).toBe('/p/a/traces?q=x')
})
