/** Every fixture's rows, pinned. UPDATE_GOLDEN=1 writes them anew: read the difference before you keep it. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { decodeTraces } from '../../collector/src/decode/spans.ts'
import { deriveSpan } from '../../collector/src/enrich/derive-span.ts'
import { createPriceBook } from '../../collector/src/enrich/price-book.ts'
import { contentOf } from '../../collector/src/mapping/messages.ts'
import { CONTEXT } from './shared-data.ts'

const folder = new URL('../fixtures/otlp/', import.meta.url)
const book = createPriceBook(
  JSON.parse(readFileSync(new URL('../../schemas/prices/price-book.json', import.meta.url), 'utf8')),
)
const fixtures = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.endsWith('.golden.json'))

function rowsOf(name: string): unknown {
  const { spans } = decodeTraces(readFileSync(new URL(name, folder)), 'json')
  const rows = spans.map((span) => {
    const { content: _content, attributes, resourceAttributes, ...row } = deriveSpan(span, CONTEXT, book)
    return {
      ...row,
      attributes: [...attributes.keys()],
      resource: Object.fromEntries(resourceAttributes),
      read: contentOf(span.view),
    }
  })
  return JSON.parse(JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)))
}

test('there is a fixture for every dialect that is read in full', () => {
  expect(fixtures).toEqual(
    expect.arrayContaining(['otel-genai.json', 'otel-genai-events.json', 'openinference.json', 'plain.json']),
  )
})

test.each(fixtures)('%s gives its golden rows', (name) => {
  const golden = new URL(name.replace(/\.json$/, '.golden.json'), folder)
  const rows = rowsOf(name)
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, `${JSON.stringify(rows, null, 1)}\n`)
  expect(rows).toEqual(JSON.parse(readFileSync(golden, 'utf8')))
})
