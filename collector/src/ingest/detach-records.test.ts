import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeLogs } from '../decode/logs.ts'
import { decodeTraces } from '../decode/spans.ts'
import { viewOfContent } from '../mapping/content-view.ts'
import { contentOf } from '../mapping/messages.ts'
import { blobReference } from '../store/blobs.ts'
import { detachBlobs } from './detach-blobs.ts'
import { detachFromRecord, SHAPES } from './detach-records.ts'

const PNG = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(5000, 7)])
const PICTURE = [{ role: 'user', parts: [{ type: 'blob', mime_type: 'image/png', content: PNG.toString('base64') }] }]
const DETAILS = 'gen_ai.client.inference.operation.details'
const ids = { traceId: '1'.repeat(32), spanId: '2'.repeat(16) }
const attributes = [{ key: 'gen_ai.input.messages', value: { stringValue: JSON.stringify(PICTURE) } }]
const structured = {
  kvlistValue: {
    values: [
      { key: 'role', value: { stringValue: 'user' } },
      { key: 'content', value: { stringValue: `data:image/png;base64,${PNG.toString('base64')}` } },
    ],
  },
}

function spanWith(events: readonly object[]) {
  const span = {
    ...ids,
    name: 's',
    startTimeUnixNano: '1760000000000000000',
    endTimeUnixNano: '1760000001000000000',
    events,
  }
  const body = { resourceSpans: [{ scopeSpans: [{ scope: { name: 't' }, spans: [span] }] }] }
  const [decoded] = decodeTraces(Buffer.from(JSON.stringify(body)), 'json').spans
  if (decoded === undefined) throw new Error('not decoded')
  return decoded
}

function logWith(record: object) {
  const logRecords = [{ ...ids, timeUnixNano: '1760000000000000000', ...record }]
  const body = { resourceLogs: [{ scopeLogs: [{ scope: { name: 't' }, logRecords }] }] }
  const [log] = decodeLogs(Buffer.from(JSON.stringify(body)), 'json').records
  if (log === undefined) throw new Error('not decoded')
  return log
}

const row = (content: ReturnType<typeof spanWith>['content']) => ({ ...ids, parentSpanId: '', name: 's', content })
const reference = blobReference(PNG)

describe('a picture leaves', () => {
  test('an event, and is found from the message', () => {
    const { content, blobs } = detachBlobs('p', spanWith([{ name: DETAILS, timeUnixNano: '5', attributes }]).content)
    expect(blobs.map(({ bytes }) => Buffer.compare(bytes, PNG))).toEqual([0])
    expect(content.events.byteLength).toBeLessThan(500)
    const view = viewOfContent(row(content))
    expect(view.events()[0]).toMatchObject({ name: DETAILS, timeNs: 5n })
    expect(contentOf(view).messages[0]?.parts).toMatchObject([
      { type: 'image', uri: reference, size_bytes: PNG.length },
    ])
  })

  test.each([
    ['the attributes', { eventName: DETAILS, attributes }],
    ['the body', { eventName: 'gen_ai.user.message', body: structured }],
  ])('%s of a log record', (_, said) => {
    const { payload } = logWith(said)
    const { bytes, blobs } = detachFromRecord(payload, SHAPES.log)
    expect(blobs.map((blob) => Buffer.compare(blob, PNG))).toEqual([0])
    expect(bytes.byteLength).toBeLessThan(500)
    expect(Buffer.from(bytes).includes(reference)).toBe(true)
    const view = viewOfContent(row(spanWith([]).content), [{ kind: 'log', timeNs: 1n, payload: bytes }])
    expect(contentOf(view).messages).toHaveLength(1)
  })

  test('an announcement as it leaves the events of the span, so that they are one', () => {
    const { content, payload } = spanWith([{ name: DETAILS, timeUnixNano: '5', attributes }])
    const announced = detachFromRecord(payload, SHAPES.span).bytes
    const stored = detachBlobs('p', content).content
    const view = viewOfContent(row(stored), [{ kind: 'span', timeNs: 1n, payload: announced }])
    expect(view.events()).toHaveLength(1)
  })
})

test('a record without media stays the same bytes, and any bytes are taken', () => {
  const { payload } = logWith({
    eventName: DETAILS,
    attributes: [{ key: 'k', value: { stringValue: 'x '.repeat(4000) } }],
  })
  expect(detachFromRecord(payload, SHAPES.log).bytes).toBe(payload)
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4096, maxLength: 5000 }), (bytes) => {
      expect(detachFromRecord(bytes, SHAPES.span).bytes).toBeInstanceOf(Uint8Array)
    }),
  )
})
