import { describe, expect, it } from 'vitest'
import { cursorOf, Writer } from '../mapping/wire.ts'
import { admit, MAX_SPAN_BYTES, MAX_WHOLE_SPAN_BYTES } from './admit.ts'
import { factsOf } from './span-facts.ts'

const MIB = 2 ** 20

/** What the door says of a span with attributes of these sizes. */
function saidOf(...attributeBytes: readonly number[]) {
  const writer = new Writer()
  writer.bytesField(1, Buffer.alloc(16, 1))
  writer.bytesField(2, Buffer.alloc(8, 1))
  for (const bytes of attributeBytes) writer.bytesField(9, Buffer.alloc(bytes))
  const span = writer.finish()
  return admit(factsOf(cursorOf(span), span.byteLength))?.reason
}

describe('the size of a span', () => {
  it.each([
    ['25 MB in one value, which becomes a file', [25_000_000], undefined],
    ['16 MiB in values that stay in the row', Array.from({ length: 17 }, () => MIB), 'too_large'],
    ['a little less in the row, and large values', [...Array.from({ length: 15 }, () => MIB), 25_000_000], undefined],
    ['more in large values than memory has room for', [MAX_WHOLE_SPAN_BYTES], 'too_large'],
  ])('with %s', (_what, sizes, reason) => {
    expect(saidOf(...sizes)).toBe(reason)
  })

  it('counts what is no attribute as part of the row', () => {
    const writer = new Writer()
    writer.bytesField(1, Buffer.alloc(16, 1))
    writer.bytesField(2, Buffer.alloc(8, 1))
    writer.bytesField(11, Buffer.alloc(MAX_SPAN_BYTES))
    const span = writer.finish()
    expect(admit(factsOf(cursorOf(span), span.byteLength))?.reason).toBe('too_large')
  })
})
