import { expect, test } from 'vitest'
import { decodeTraces } from '../decode/spans.ts'
import { documentCountOf } from '../mapping/documents.ts'

function viewOf(attributes: Readonly<Record<string, string>>) {
  const span = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    name: 'search',
    startTimeUnixNano: '1760000000000000000',
    endTimeUnixNano: '1760000001000000000',
    attributes: Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } })),
  }
  const body = { resourceSpans: [{ scopeSpans: [{ scope: { name: 'test' }, spans: [span] }] }] }
  const [decoded] = decodeTraces(Buffer.from(JSON.stringify(body)), 'json').spans
  if (decoded === undefined) throw new Error('not decoded')
  return decoded.view
}

const RETRIEVER = { 'openinference.span.kind': 'RETRIEVER' }

test.each([
  ['a list of the convention', { 'gen_ai.retrieval.documents': '[{"id":"a"},{"id":"b"}]' }, 2],
  ['a list without any', { 'gen_ai.retrieval.documents': '[]' }, 0],
  [
    'keys of a flattened list',
    { 'retrieval.documents.0.document.id': 'a', 'retrieval.documents.1.document.content': 'x' },
    2,
  ],
  ['an answer that holds them', { ...RETRIEVER, 'output.value': '{"documents":[{"page_content":"x"}]}' }, 1],
  ['an answer that holds none', { ...RETRIEVER, 'output.value': '{"documents": []}' }, 0],
  ['an answer that is no list', { ...RETRIEVER, 'output.value': 'done' }, undefined],
  ['nothing at all', RETRIEVER, undefined],
])('counts the documents of %s', (_, attributes, documents) => {
  expect(documentCountOf(viewOf(attributes as Record<string, string>))).toBe(documents)
})
