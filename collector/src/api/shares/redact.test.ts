import type { SkeletonLine, SpanDetail } from '@vitrine/schemas/api'
import { describe, expect, it } from 'vitest'
import { redactText, redactValue } from './redact-text.ts'
import { redactLine, redactSpan } from './redact-trace.ts'

describe('a text', () => {
  it.each([
    ['mail ada@example.com or علی@example.ir', 'mail [e-mail] or [e-mail]'],
    ['Authorization: Bearer abcdef1234567890', 'Authorization: Bearer [secret]'],
    ['key sk-proj-abcdefghijklmnop1234 ends', 'key [secret] ends'],
    ['{"password": "hunter2", "city": "Paris"}', '{"password": [secret], "city": "Paris"}'],
    ['api_key=abc123 next', 'api_key=[secret] next'],
    ['postgres://app:pw1@db/x', 'postgres://app:[secret]@db/x'],
    ['card 4111 1111 1111 1111.', 'card [number].'],
    ['call +1 (555) 123-4567 now', 'call [phone] now'],
    ['from 10.0.0.12', 'from [address]'],
    ['-----BEGIN RSA PRIVATE KEY-----\nabc', '[secret]'],
    ['see data:image/png;base64,iVBORw0KGgo= here', 'see [data] here'],
    [`bytes ${'QUJD'.repeat(60)}`, 'bytes [data]'],
    ['https://files.example/a.pdf?sig=abc&x=1 ok', 'https://files.example/a.pdf?[hidden] ok'],
    [
      'http://a.example/b?c=1 and https://d.example/?e?f',
      'http://a.example/b?[hidden] and https://d.example/?[hidden]',
    ],
    ['What? A question?yes', 'What? A question?yes'],
    ['IBAN DE89 3704 0044 0532 0130 00', 'IBAN [account]'],
  ])('%s', (text, masked) => expect(redactText(text)).toBe(masked))

  it.each(['The order TC-1042 ships in 3 days for 19.99', '2026-11-01T10:00:00Z', 'سلام، سفارش من کجاست؟', 'v1.2.3'])(
    'stays as it is: %s',
    (text) => expect(redactText(text)).toBe(text),
  )

  it('is done in time where it is long and almost matches', () => {
    const almost = ['https://', '-eyJ', 'eyJaaaaaaaa.', '//a:', 'password:', '1 ', 'a@', '-----BEGIN A']
    expect(redactText(almost.map((each) => each.repeat(200_000 / each.length)).join(' '))).toEqual(expect.any(String))
  })

  it('is masked at any depth, and whole under a name that says secret', () => {
    expect(redactValue({ a: [{ 'api-key': { x: 1 }, note: 'ada@example.com' }], n: 5, none: null })).toEqual({
      a: [{ 'api-key': '[secret]', note: '[e-mail]' }],
      n: 5,
      none: null,
    })
  })
})

/** Only what the redaction looks at; every text in it is a secret that must not be seen again. */
const SPAN = {
  name: 'chat',
  client_id: 'SEEN-client',
  user: 'SEEN-user',
  session: 'SEEN-session',
  environment: 'SEEN-environment',
  tags: ['SEEN-tag'],
  scores: [{ name: 'SEEN-score', value: 1, text: null }],
  error_message: 'SEEN-error',
  input_preview: 'SEEN-input',
  output_preview: 'SEEN-output',
  input: 'SEEN-input',
  output: { text: 'SEEN-output' },
  messages: [
    {
      role: 'user',
      name: 'SEEN-name',
      parts: [
        { type: 'text', text: 'SEEN-text' },
        { type: 'image', uri: 'https://SEEN.example/a.png', data: 'SEEN', name: 'SEEN.png', media_type: 'image/png' },
      ],
    },
  ],
  tools: [{ name: 'SEEN-tool' }],
  documents: [{ content: 'SEEN-document' }],
  attributes: { a: 'SEEN' },
  attribute_types: { SEEN: 's' },
  resource: { 'host.name': 'SEEN' },
  scope: { name: 'lib', version: '1', attributes: { a: 'SEEN' } },
  events: [
    { name: 'exception', time: '1', attributes: { 'exception.message': 'SEEN', 'exception.stacktrace': 'SEEN' } },
  ],
  links: [{ trace_id: 'SEEN', span_id: 'SEEN', trace_state: null, attributes: {} }],
  otel: { status_message: 'SEEN', trace_state: 'SEEN' },
  response_id: 'SEEN',
  prompt_name: 'SEEN',
  prompt_version: 'SEEN',
} as unknown as SpanDetail

describe('a span', () => {
  it('shows nothing but its name when the link is without content', () => {
    expect(JSON.stringify(redactSpan(SPAN, false))).not.toContain('SEEN')
  })

  it('keeps its texts with content, but nobody, no place, no media and no stack', () => {
    const shown = JSON.stringify(redactSpan(SPAN, true))
    for (const kept of ['SEEN-text', 'SEEN-error', 'SEEN-document', 'SEEN-tool']) expect(shown).toContain(kept)
    for (const gone of [
      'user"',
      'client"',
      'session"',
      'tag"',
      '.png',
      'SEEN.example',
      'name"',
      'score"',
      'environment"',
    ])
      expect(shown).not.toContain(`SEEN${gone.startsWith('.') || gone.startsWith('S') ? gone : `-${gone}`}`)
    expect(shown).not.toMatch(/stacktrace|host\.name|trace_state":"/)
  })
})

it('the skeleton names nobody', () => {
  const said = { user: 'u', session: 's', tags: ['t'], input_preview: 'SEEN', output_preview: 'SEEN' }
  const header = redactLine({
    type: 'header',
    trace: { name: 'ask ada@example.com', ...said },
  } as unknown as SkeletonLine)
  expect(header).toMatchObject({ trace: { name: 'ask [e-mail]', user: null, session: null, tags: [] } })
  expect(JSON.stringify(header)).not.toContain('SEEN')
  const block = {
    type: 'spans',
    span_id: ['a'],
    tables: { name: ['by ada@example.com'], user: ['u'], session: ['s'] },
    user_index: [0],
    session_index: [0],
    scores: [[0, 'x', 1, null]],
  }
  expect(redactLine(block as unknown as SkeletonLine)).toMatchObject({
    tables: { name: ['by [e-mail]'], user: [], session: [] },
    user_index: [-1],
    session_index: [-1],
    scores: [],
  })
})
