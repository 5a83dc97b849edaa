/** What is read depends on what was sent, and on nothing else: not the order, the requests or the wire's spelling. */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Bodies,
  type Body,
  bodiesOf,
  filesIn,
  type ReadSpan,
  readBodies,
} from '../../support/dialects/captures.ts'
import { hasSharedData } from '../shared-data.ts'

const folder = new URL('../../fixtures/captured/', import.meta.url)
const files = readdirSync(folder).filter((file) => file.endsWith('.json') && !file.endsWith('.golden.json'))
const whole = (file: string): Export => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Export

interface Export {
  readonly resourceSpans?: readonly Block[]
  readonly resourceLogs?: readonly Block[]
}
interface Block {
  readonly resource: unknown
  readonly scopeSpans?: readonly Scoped[]
  readonly scopeLogs?: readonly Scoped[]
}
interface Scoped {
  readonly scope: unknown
  readonly spans?: readonly unknown[]
  readonly logRecords?: readonly unknown[]
}

/** Each span, or each log record, in a request of its own. */
function split(body: Export): Body[] {
  const spans = (body.resourceSpans ?? []).flatMap(({ resource, scopeSpans = [] }) =>
    scopeSpans.flatMap(({ scope, spans: some = [] }) =>
      some.map((span) => ({ resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [span] }] }] })),
    ),
  )
  const logs = (body.resourceLogs ?? []).flatMap(({ resource, scopeLogs = [] }) =>
    scopeLogs.flatMap(({ scope, logRecords = [] }) =>
      logRecords.map((record) => ({ resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: [record] }] }] })),
    ),
  )
  return [...spans, ...logs].map(bodyOf)
}

function bodyOf(value: unknown): Body {
  return { bytes: Buffer.from(JSON.stringify(value)), type: 'json' }
}

/** Everything that is read of the spans, as text, in an order of its own. */
function readingOf(bodies: Bodies): string[] {
  return readBodies(bodies).map(textOf).sort()
}

function textOf({ row, content, verdict }: ReadSpan): string {
  const { content: _content, version: _version, attributes, resourceAttributes, ...facts } = row
  const maps = { attributes: [...attributes].sort(), resource: [...resourceAttributes].sort() }
  return JSON.stringify({ ...facts, ...maps, content, verdict }, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
}

describe('what is read of a capture', () => {
  const names = files.filter((file) => !file.endsWith('.logs.json'))

  test.each(names)('%s: the same in any order, and in any requests', (name) => {
    const traces = whole(name)
    const logsFile = name.replace('.json', '.logs.json')
    const logs = files.includes(logsFile) ? whole(logsFile) : {}
    const expected = readingOf({ traces: [bodyOf(traces)], logs: files.includes(logsFile) ? [bodyOf(logs)] : [] })
    const spans = split(traces)
    // Records of one time are told apart by their place in a request; they stay together.
    const records = files.includes(logsFile) ? [bodyOf(logs)] : []
    fc.assert(
      fc.property(fc.shuffledSubarray(spans, { minLength: spans.length }), fc.boolean(), (shuffled, isTwice) => {
        const sent = isTwice ? [...shuffled, ...shuffled.slice(0, 1)] : shuffled
        expect(readingOf({ traces: sent, logs: isTwice ? [...records, ...records] : records })).toEqual(expected)
      }),
      { numRuns: 12 },
    )
  })
})

describe.skipIf(!hasSharedData)('the public captures', () => {
  const pairs = hasSharedData
    ? ['captures/otlp/', 'captures/otlp-python/'].flatMap((place) =>
        filesIn(place)
          .filter(
            (file) =>
              /^[^.]+(?:\.\d+)*(?:[^.]*)\.bin$/.test(file) && !/[.-]logs/.test(file) && !/\.[2-9]\.bin$/.test(file),
          )
          .map((file) => file.slice(0, -'.bin'.length))
          .filter((name) => filesIn(place).includes(`${name}.json`) && !name.startsWith('wire-'))
          .map((name) => ({ place, name })),
      )
    : []

  test('are many', () => {
    expect(pairs.length).toBeGreaterThan(300)
  })

  test.each(pairs)('$name: protobuf and JSON are read the same, to the last message', ({ place, name }) => {
    expect(readingOf(bodiesOf(place, name, 'json'))).toEqual(readingOf(bodiesOf(place, name, 'bin')))
  })
})
