import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mediaReference } from '../mapping/media-reference.ts'
import { detachMedia, MEDIA_MIN_BYTES } from './detach-media.ts'

const PNG = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(5000, 7)])
const NOISE = Buffer.from(Array.from({ length: 6000 }, (_, index) => (index * 7919) % 251))
const detach = (text: string, key = 'gen_ai.input.messages') => detachMedia(Buffer.from(text), key)
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

describe('media inside a text', () => {
  test.each([
    ['a data: URI', `{"url":"data:image/webp;base64,${b64(NOISE)}"}`, 'image/webp'],
    ['Anthropic’s source', `{"source":{"media_type":"image/gif","data":"${b64(NOISE)}"}}`, 'image/gif'],
    ['a type behind the bytes', `{"content":"${b64(NOISE)}","mime_type":"audio/wav"}`, 'audio/wav'],
    [
      'JSON inside JSON',
      JSON.stringify({ m: JSON.stringify({ mimeType: 'video/mp4', data: b64(NOISE) }) }),
      'video/mp4',
    ],
    ['bytes that say what they are', `{"data":"${b64(PNG)}"}`, 'image/png'],
  ])('%s leaves it', (_, text, type) => {
    const found = detach(text)
    const bytes = type === 'image/png' ? PNG : NOISE
    expect(found?.blobs.map((blob) => hash(blob))).toEqual([hash(bytes)])
    const left = Buffer.from(found?.value ?? '').toString()
    expect(left).toContain(`blob:sha256:${hash(bytes)}:${bytes.length};${type}`)
    expect(left.length).toBeLessThan(300)
    expect(() => JSON.parse(left)).not.toThrow()
  })

  test('the same picture twice is one blob by name', () => {
    const found = detach(`["data:image/png;base64,${b64(PNG)}","data:image/png;base64,${b64(PNG)}"]`)
    const [first, second, ...others] = JSON.parse(Buffer.from(found?.value ?? '').toString()) as string[]
    expect(others).toEqual([])
    expect(first).toBe(second)
    expect(mediaReference((first ?? '').split(',')[1] ?? '')).toMatchObject({
      sizeBytes: PNG.length,
      mediaType: 'image/png',
    })
  })

  test('a whole attribute that is a picture is known by its key', () => {
    const key = 'llm.input_messages.0.message.contents.1.message_content.image.image.url'
    expect(detach(b64(NOISE), key)?.blobs).toHaveLength(1)
    expect(detach(b64(NOISE), 'note')).toBeUndefined()
  })

  test.each([
    ['prose', 'word '.repeat(4000)],
    ['a long signature', `{"thinking":"hm","signature":"${b64(NOISE)}"}`],
    ['a type of something else', `{"a":{"media_type":"image/png"},"b":{"signature":"${b64(NOISE)}"}}`],
    ['a small picture', `data:image/png;base64,${b64(PNG.subarray(0, 2000))}`],
  ])('%s stays', (_, text) => {
    expect(detach(text)).toBeUndefined()
  })

  test('whatever is around it, each picture is found, and the rest stays as it was', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 6000 }).map((value) => JSON.stringify(value))
    const picture = fc.integer({ min: MEDIA_MIN_BYTES, max: 9000 }).map((size) => Buffer.alloc(size, size % 251))
    const item = fc.oneof(text, picture)
    fc.assert(
      fc.property(fc.array(item, { maxLength: 6 }), (items) => {
        const whole = items.map((each) => (typeof each === 'string' ? each : `"data:image/png;base64,${b64(each)}"`))
        const pictures = items.filter((each) => typeof each !== 'string')
        const found = detach(`[${whole.join(',')}]`)
        expect((found?.blobs ?? []).map(hash)).toEqual(pictures.map(hash))
        if (found === undefined) return
        const kept = items.map((each) =>
          typeof each === 'string'
            ? each
            : `"data:image/png;base64,blob:sha256:${hash(each)}:${each.length};image/png"`,
        )
        expect(Buffer.from(found.value).toString()).toBe(`[${kept.join(',')}]`)
      }),
      { numRuns: 100 },
    )
  })
})
