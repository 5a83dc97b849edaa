import type { Attributes } from '@opentelemetry/api'
import { describe, expect, it } from 'vitest'
import { compileMask } from './masking.ts'
import { putJson, putText } from './values.ts'

const wide = { mask: undefined, media: false, maxValueChars: 100_000 }

function jsonOf(value: unknown, limits: Parameters<typeof putJson>[3] = wide): Attributes {
  const attributes: Attributes = {}
  putJson(attributes, 'key', value, limits)
  return attributes
}

const deep = (levels: number): unknown => (levels === 0 ? 'x' : [deep(levels - 1)])

describe('a value', () => {
  const circle: Record<string, unknown> = { name: 'circle' }
  circle.self = circle
  const shared = { x: 1 }

  it.each<[string, unknown, string]>([
    ['is JSON', { a: [1, 'سلام', null] }, '{"a":[1,"سلام",null]}'],
    ['may hold itself', circle, '{"name":"circle","self":"[circular]"}'],
    ['may hold another twice', [shared, shared], '[{"x":1},{"x":1}]'],
    ['may hold big integers', { n: 2n ** 70n }, '{"n":"1180591620717411303424"}'],
    [
      'may hold bytes',
      { audio: Buffer.alloc(5), vector: new Float32Array(2) },
      '{"audio":"[5 bytes]","vector":"[8 bytes]"}',
    ],
    [
      'may hold maps, sets and errors',
      [new Map([['a', 1]]), new Set([1]), new Error('x')],
      '[{"a":1},[1],{"name":"Error","message":"x"}]',
    ],
    ['may be a function', () => 1, 'null'],
    ['leaves out what nobody said', { a: undefined, b: [1, undefined] }, '{"b":[1,null]}'],
    ['may be deep', deep(40), JSON.stringify(deep(40))],
    ['may say itself what it is', { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
  ])('%s', (_name, value, expected) => {
    expect(jsonOf(value).key).toBe(expected)
  })

  it('is cut inside its long texts, stays JSON, and says so', () => {
    const attributes = jsonOf([{ role: 'user', content: 'x'.repeat(50_000) }], {
      mask: undefined,
      media: false,
      maxValueChars: 1000,
    })
    const text = String(attributes.key)
    expect(text.length).toBeLessThanOrEqual(1000)
    expect(JSON.parse(text)).toEqual([{ role: 'user', content: expect.stringContaining('…[cut: 50000 characters]') }])
    expect(attributes['vitrine.cut']).toEqual([expect.stringContaining('key: 500')])
  })

  it.each<[string, unknown]>([
    ['many short texts', new Array(5000).fill('short')],
    ['many numbers', Array.from({ length: 1_000_000 }, (_, index) => index)],
    ['many fields', Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`field ${index}`, index]))],
    ['many objects', Array.from({ length: 50_000 }, (_, id) => ({ id, tags: ['a', 'b'] }))],
    ['a large map', new Map(Array.from({ length: 50_000 }, (_, index) => [index, index]))],
    ['a large set', new Set(Array.from({ length: 50_000 }, (_, index) => index))],
    ['deeper than anybody reads', deep(5000)],
    ['texts that grow when they are written', ['\u0000'.repeat(900), '"'.repeat(900)]],
    ['one text that grows', '\u0001'.repeat(900)],
  ])('stays JSON, and is left where the room ends, when it is %s', (_what, value) => {
    const attributes = jsonOf(value, { mask: undefined, media: false, maxValueChars: 1000 })
    expect(String(attributes.key).length).toBeLessThanOrEqual(1000)
    expect(() => JSON.parse(String(attributes.key))).not.toThrow()
    expect(attributes['vitrine.cut']).toHaveLength(1)
  })

  it('is not visited further than it is shown', () => {
    let visited = 0
    const item = {
      get name() {
        visited += 1
        return 'x'.repeat(20)
      },
    }
    jsonOf(new Array(100_000).fill(item), { mask: undefined, media: false, maxValueChars: 10_000 })
    // The look whether it is plain may take 5,000 steps besides.
    expect(visited).toBeLessThan(6000)
  })

  it('keeps the end of a conversation in sight by shortening its texts first', () => {
    const messages = Array.from({ length: 10 }, (_, turn) => ({ turn, content: 'word '.repeat(100) }))
    const attributes = jsonOf(messages, { mask: undefined, media: false, maxValueChars: 3000 })
    expect(JSON.parse(String(attributes.key)).at(-1)).toMatchObject({ turn: 9 })
  })

  it('is never cut inside a character', () => {
    const attributes: Attributes = {}
    putText(attributes, 'key', '🙂'.repeat(2000), { mask: undefined, media: false, maxValueChars: 1000 })
    expect(String(attributes.key)).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/)
  })

  it('is masked text by text, and withheld when the mask fails', () => {
    const mask = (text: string) => text.replace(/\d{4}/g, '****')
    expect(jsonOf({ card: ['1234'] }, { ...wide, mask: compileMask(mask) }).key).toBe('{"card":["****"]}')
    const failing = () => {
      throw new Error('bad mask')
    }
    expect(jsonOf({ card: '1234' }, { ...wide, mask: compileMask(failing) }).key).toBe('{"card":"[masked]"}')
  })
})
