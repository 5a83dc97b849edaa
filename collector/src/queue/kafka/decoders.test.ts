import { describe, expect, it } from 'vitest'
import { decodeLz4 } from './lz4.ts'
import { decodeSnappy } from './snappy.ts'

/** The decoders on frames made by hand; batches of a real producer are in tests/contract/kafka-foreign.test.ts. */
const lz4 = (flags: number, ...blocks: readonly (readonly number[])[]) =>
  Buffer.from([0x04, 0x22, 0x4d, 0x18, flags, 0x40, 0x00, ...blocks.flat(), 0, 0, 0, 0])
const size = (bytes: number, isPlain = false) => [bytes & 255, bytes >> 8, 0, isPlain ? 0x80 : 0]
const INDEPENDENT = 0x60
const LINKED = 0x40
const text = (words: string) => [...Buffer.from(words)]

describe('an LZ4 frame', () => {
  it.each([
    ['plain blocks', lz4(INDEPENDENT, size(3, true), text('abc'), size(2, true), text('de')), 'abcde'],
    ['literals alone', lz4(INDEPENDENT, size(4), [0x30, ...text('abc')]), 'abc'],
    [
      'a match that overlaps itself',
      lz4(INDEPENDENT, size(6), [0x14, ...text('x'), 1, 0, 0x10, ...text('y')]),
      'xxxxxxxxxy',
    ],
    [
      'a match in an earlier block',
      lz4(LINKED, size(5), [0x40, ...text('abcd')], size(5), [0x00, 4, 0, 0x10, ...text('!')]),
      'abcdabcd!',
    ],
    ['long lengths', lz4(INDEPENDENT, size(22), [0xf0, 5, ...text('abcdefghijklmnopqrst')]), 'abcdefghijklmnopqrst'],
  ])('with %s', (_what, frame, words) => {
    expect(decodeLz4(frame, 1000).toString()).toBe(words)
  })

  it('after a frame to skip, and before another', () => {
    const skippable = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9])
    const frame = lz4(INDEPENDENT, size(1, true), text('a'))
    expect(decodeLz4(Buffer.concat([skippable, frame, frame]), 1000).toString()).toBe('aa')
  })

  it.each([
    ['is none', Buffer.from('nothing at all'), 'not an LZ4 frame'],
    ['is cut short', lz4(INDEPENDENT, size(9, true), text('abc')), 'cut short'],
    ['points before its data', lz4(INDEPENDENT, size(5), [0x10, ...text('a'), 9, 0, 0]), 'before the data'],
    ['holds too much', lz4(INDEPENDENT, size(5), [0x1f, ...text('x'), 1, 0, 255]), 'cut short'],
    [
      'grows beyond its bound',
      lz4(INDEPENDENT, size(7), [0x1f, ...text('x'), 1, 0, 255, 255, 0]),
      'more than 100 bytes',
    ],
  ])('that %s is refused', (_what, frame, why) => {
    expect(() => decodeLz4(frame, 100)).toThrow(why)
  })
})

const snappy = (bytes: number, ...parts: readonly (readonly number[])[]) => Buffer.from([bytes, ...parts.flat()])

describe('a Snappy block', () => {
  it.each([
    ['literals', snappy(3, [2 << 2, ...text('abc')]), 'abc'],
    ['a near copy', snappy(8, [3 << 2, ...text('abcd')], [(0 << 5) | (0 << 2) | 1, 4]), 'abcdabcd'],
    ['a far copy that overlaps itself', snappy(10, [0, ...text('x')], [(8 << 2) | 2, 1, 0]), 'xxxxxxxxxx'],
    ['a long literal', snappy(70, [60 << 2, 69, ...text('a'.repeat(70))]), 'a'.repeat(70)],
  ])('with %s', (_what, block, words) => {
    expect(decodeSnappy(block, 1000).toString()).toBe(words)
  })

  it('in the frame of Java clients', () => {
    const header = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]
    const block = snappy(3, [2 << 2, ...text('abc')])
    const framed = Buffer.from([...header, 0, 0, 0, block.length, ...block, 0, 0, 0, block.length, ...block])
    expect(decodeSnappy(framed, 1000).toString()).toBe('abcabc')
  })

  it.each([
    ['says more than it holds', snappy(9, [2 << 2, ...text('abc')]), 'cut short'],
    ['holds more than it says', snappy(2, [2 << 2, ...text('abc')]), 'malformed'],
    ['points before its data', snappy(8, [0, ...text('a')], [1, 9]), 'malformed'],
    ['claims more than may be', snappy(101, [0, ...text('a')]), 'more than 100 bytes'],
  ])('that %s is refused', (_what, block, why) => {
    expect(() => decodeSnappy(block, 100)).toThrow(why)
  })
})
