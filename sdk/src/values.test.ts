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

  it('is cut raw when it is many short texts', () => {
    const attributes = jsonOf(new Array(5000).fill('short'), { mask: undefined, media: false, maxValueChars: 1000 })
    expect(String(attributes.key)).toHaveLength(1000)
    expect(attributes['vitrine.cut']).toHaveLength(1)
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
