import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { previewOf } from './preview.ts'

const preview = (text: string, isInput = true) => previewOf(Buffer.from(text), isInput)
const flat = (text: string) => text.replace(/\s+/g, ' ').trim()

describe('a preview', () => {
  it('shows the last user message, whatever came after it', () => {
    const messages = [
      { role: 'user', content: 'first' },
      { role: 'assistant', content: 'so: "role"' },
      { role: 'user', content: 'What does it cost?' },
      { role: 'assistant', content: 'Let me look.' },
    ]
    expect(preview(JSON.stringify(messages))).toBe('What does it cost?')
    expect(preview(JSON.stringify(messages, undefined, 2))).toBe('What does it cost?')
    expect(preview(JSON.stringify(messages), false)).toBe('Let me look.')
  })

  it('reads parts and other spellings of a text', () => {
    expect(preview('[{"type": "human", "role" : "human", "parts": [{"type": "text", "text": "Hi"}]}]')).toBe('Hi')
    expect(preview('{"query":"قیمت؟"}')).toBe('قیمت؟')
    expect(preview('{"role":"tool","name":"content"}')).toBe('{"role":"tool","name":"content"}')
  })

  it('reads a history that was cut at any place', () => {
    const history = JSON.stringify([{ role: 'user', content: 'first' }, { role: 'user' }])
    for (let end = 0; end < history.length; end++) expect(typeof preview(history.slice(0, end))).toBe('string')
  })

  it('is not misled by quoted JSON inside a text', () => {
    const inner = JSON.stringify({ role: 'user', content: 'inner' })
    expect(preview(JSON.stringify([{ role: 'user', content: `see ${inner}` }]))).toBe(`see ${inner}`)
  })

  it('gives any short text back, its white space made single', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        fc.pre(flat(text) !== '')
        expect(preview(JSON.stringify([{ role: 'user', content: text }]))).toBe(flat(text))
      }),
    )
  })

  it('cuts a long text at 200 characters, and leaves no half of an escape or a letter', () => {
    for (let lead = 0; lead < 12; lead++) {
      const text = 'x'.repeat(lead) + '\u0001é😀\\'.repeat(200)
      const shown = preview(JSON.stringify([{ role: 'user', content: text }]))
      expect(shown.length).toBeGreaterThan(150)
      expect(shown.length).toBeLessThanOrEqual(200)
      expect(flat(text).startsWith(shown)).toBe(true)
    }
  })
})
