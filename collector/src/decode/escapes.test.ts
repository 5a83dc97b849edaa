import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { undoEscapes } from './escapes.ts'

function undone(text: string): string {
  return undoEscapes(Buffer.from(text)).toString('utf8')
}

/** As Python's json.dumps writes: every letter beyond ASCII as an escape. */
function escaped(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

describe('undoing escapes in JSON text', () => {
  test.each([
    ['{"a":"\\u0633\\u0644\\u0627\\u0645"}', '{"a":"سلام"}'],
    ['["\\ud83d\\ude00"]', '["😀"]'],
    ['["\\u00e9\\u0041\\n\\u001f"]', '["é\\u0041\\n\\u001f"]'],
    ['["\\\\u0633"]', '["\\\\u0633"]'],
    ['["\\\\\\u0633"]', '["\\\\س"]'],
    ['["\\ud83d alone"]', '["\\ud83d alone"]'],
    ['["cut \\u06', '["cut \\u06'],
    ['C:\\u0633ers', 'C:\\u0633ers'],
  ])('%s', (from, to) => {
    expect(undone(from)).toBe(to)
  })

  test('leaves an equivalent JSON text without such escapes', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (value) => {
        const text = undone(escaped(value))
        expect(JSON.parse(text)).toEqual(value)
        expect(text).toBe(JSON.stringify(value))
      }),
      { numRuns: 500 },
    )
  })
})
