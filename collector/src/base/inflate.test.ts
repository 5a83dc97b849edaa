import { randomBytes } from 'node:crypto'
import zlib from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ContentEncoding, inflate } from './inflate.ts'
import { inflateZstdPure } from './inflate-zstd.ts'

const MIB = 2 ** 20
const pack: Readonly<Record<'gzip' | 'deflate', (bytes: Uint8Array) => Buffer>> = {
  gzip: zlib.gzipSync,
  deflate: zlib.deflateSync,
}

describe('inflate', () => {
  it.each([
    ['gzip', 0],
    ['gzip', 1],
    ['gzip', 200_000],
    ['gzip', 9 * MIB],
    ['deflate', 200_000],
    ['deflate', 9 * MIB],
  ] as const)('gives back what %s packed: %d bytes', async (encoding, size) => {
    const bytes = Buffer.concat([randomBytes(size >> 1), Buffer.alloc(size - (size >> 1), 'ab')])
    const result = await inflate(pack[encoding](bytes), encoding, Math.max(size, 1))
    expect(result.kind === 'ok' && Buffer.compare(result.bytes, bytes)).toBe(0)
  })

  it('reads gzip of several members', async () => {
    const packed = Buffer.concat([zlib.gzipSync('one'), zlib.gzipSync('two')])
    const result = await inflate(packed, 'gzip', 100)
    expect(result.kind === 'ok' && Buffer.from(result.bytes).toString()).toBe('onetwo')
  })

  it.each(['gzip', 'deflate'] as const)('stops %s at the bound, small and large', async (encoding) => {
    for (const size of [2000, 50 * MIB]) {
      const packed = pack[encoding](Buffer.alloc(size))
      expect(await inflate(packed, encoding, size - 1)).toEqual({ kind: 'too_large' })
      expect(await inflate(packed, encoding, size)).toMatchObject({ kind: 'ok' })
    }
  })

  it('does not believe a length that lies', async () => {
    const packed = zlib.gzipSync(Buffer.alloc(1000))
    packed.writeUInt32LE(0xffffffff, packed.length - 4)
    expect(await inflate(packed, 'gzip', 5000)).toMatchObject({ kind: 'broken' })
  })

  it('never throws and never exceeds the bound, whatever comes', async () => {
    const encodings = fc.constantFrom<ContentEncoding>('identity', 'gzip', 'deflate', 'zstd')
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), encodings, async (bytes, encoding) => {
        const result = await inflate(bytes, encoding, 100)
        return result.kind !== 'ok' || result.bytes.length <= 100
      }),
      { numRuns: 500 },
    )
  })
})

describe('zstd without the runtime', () => {
  /** Frame header, then blocks as [type, size field, content]. */
  const frame = (header: readonly number[], ...blocks: readonly [number, number, Buffer][]) =>
    Buffer.concat([
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd, ...header]),
      ...blocks.flatMap(([type, size, content], index) => {
        const head = Buffer.alloc(3)
        head.writeUIntLE((size << 3) | (type << 1) | (index === blocks.length - 1 ? 1 : 0), 0, 3)
        return [head, content]
      }),
    ])
  const RAW = 0
  const RLE = 1
  const raw = (text: string): [number, number, Buffer] => [RAW, text.length, Buffer.from(text)]
  /** "the quick brown fox " 40 times by the reference encoder (zstd 1.5, level 3), with and without its size. */
  const REFERENCE = [
    'KLUv/WQgAt0AAKB0aGUgcXVpY2sgYnJvd24gZm94IAEAEl41mWxxk8Y=',
    'KLUv/QRY3QAAoHRoZSBxdWljayBicm93biBmb3ggAQASXjWZbHGTxg==',
  ]

  it('reads raw and repeated blocks, and several frames', async () => {
    const one = frame([0x20, 5], raw('hello'))
    const unsized = frame([0, 0x50], raw(' wor'), [RLE, 2, Buffer.from('l')], raw('d'))
    const skipped = Buffer.from([0x51, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9])
    const result = await inflateZstdPure(Buffer.concat([one, skipped, unsized]), 1000)
    expect(result.kind === 'ok' && Buffer.from(result.bytes).toString()).toBe('hello worlld')
  })

  it.each(REFERENCE)('reads what the reference encoder wrote: %s', async (packed) => {
    const result = await inflateZstdPure(Buffer.from(packed, 'base64'), 800)
    expect(result.kind === 'ok' && Buffer.from(result.bytes).toString()).toBe('the quick brown fox '.repeat(40))
  })

  it('lets the event loop turn between large bodies that came together', async () => {
    const blocks = Array.from({ length: 40 }, (): [number, number, Buffer] => [RLE, 131_072, Buffer.from('a')])
    const size = Buffer.alloc(4)
    size.writeUInt32LE(40 * 131_072)
    const large = frame([0xa0, ...size], ...blocks)
    let turns = 0
    let isOver = false
    const turn = () => {
      turns += 1
      if (!isOver) setImmediate(turn)
    }
    setImmediate(turn)
    const ends = await Promise.all([1, 2, 3].map(() => inflateZstdPure(large, 6 * MIB).then(() => turns)))
    isOver = true
    expect(new Set(ends).size).toBe(3)
  })

  const bomb = frame(
    [0, 0x50],
    ...Array.from({ length: 60 }, (): [number, number, Buffer] => [RLE, 131_072, Buffer.alloc(1)]),
  )
  const tiny = frame([0, 0x88], raw('x'))
  it.each([
    ['a bomb', bomb, 'too_large'],
    ['a size that lies', frame([0xa0, 0xff, 0xff, 0xff, 0x7f], raw('x')), 'too_large'],
    ['a window of gigabytes', frame([0, 0xa8], raw('x')), 'broken'],
    ['thousands of large windows', Buffer.concat(Array.from({ length: 5000 }, () => tiny)), 'too_large'],
    ['a block beyond the format', frame([0, 0x50], [RLE, 2_000_000, Buffer.alloc(1)]), 'broken'],
    ['a dictionary', frame([1, 0x50, 7], raw('x')), 'broken'],
    ['half a frame', frame([0, 0x50], raw('hello')).subarray(0, 10), 'broken'],
    ['something else', Buffer.from('hello, world'), 'broken'],
  ])('refuses %s', async (_, bytes, kind) => {
    expect(await inflateZstdPure(bytes, 5 * MIB).catch(() => ({ kind: 'broken' }))).toMatchObject({ kind })
  })
})
