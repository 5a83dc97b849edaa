/** Documents that a retrieval or a reranker brought, best first as sent. */
import type { RetrievedDocument } from '@vitrine/schemas/api'
import { unflatten } from './flattened.ts'
import { parsedTwice, textOrNull } from './parts.ts'
import { firstValue } from './said.ts'
import { isRetrieverSpan } from './span-roles.ts'
import type { SpanView } from './span-view.ts'
import { type Dictionary, isDictionary, numberOf } from './values.ts'

type Source = (view: SpanView) => unknown

const SOURCES: readonly Source[] = [
  (view) => parsedTwice(view.get('gen_ai.retrieval.documents') ?? view.get('gen_ai.memory.records')),
  (view) => flattened(view, 'retrieval.documents.'),
  (view) => flattened(view, 'reranker.output_documents.'),
  ranked,
  (view) => parsedTwice(view.get('retrieval.document') ?? view.get('db.vector.query.response.documents')),
  (view) => (view.hasEvents ? queryResults(view) : undefined),
  (view) => (isRetrieverSpan(view) ? listIn(firstValue(view, OUTPUTS)) : undefined),
]

/** Where a retriever keeps what it found in conventions that have one key for every kind of span. */
const OUTPUTS = [
  'langfuse.observation.output',
  'mlflow.spanOutputs',
  'gen_ai.completion',
  'output.value',
  'traceloop.entity.output',
  'lmnr.span.output',
  'genkit:output',
  'gen_ai.entity.output',
  'haystack.component.output',
]

export function documentsOf(view: SpanView): RetrievedDocument[] {
  for (const source of SOURCES) {
    const list = source(view)
    const documents = Array.isArray(list) ? list.flatMap(documentOf) : []
    if (documents.length > 0) return documents
  }
  return []
}

/** Where a list stands that may be empty: nothing else tells "found nothing" from "said nothing". */
const LISTS = ['gen_ai.retrieval.documents', 'gen_ai.memory.records', ...OUTPUTS]

/** How many documents a retrieval found: 0 when it says so, undefined when it says nothing. */
export function documentCountOf(view: SpanView): number | undefined {
  const found = documentsOf(view).length
  if (found > 0) return found
  return LISTS.some((key) => isEmptyList(listIn(view.get(key)))) ? 0 : undefined
}

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0

function flattened(view: SpanView, prefix: string): unknown[] {
  return unflatten(view, prefix).map((entry) => (isDictionary(entry) ? entry.document : undefined))
}

/** AI SDK: the documents as they were sent, and a ranking that names them by index. */
function ranked(view: SpanView): unknown {
  const ranking = parsedTwice(view.get('ai.ranking'))
  const documents = parsedTwice(view.get('ai.documents'))
  if (!Array.isArray(ranking) || !Array.isArray(documents)) return undefined
  return ranking
    .map(parsedTwice)
    .filter(isDictionary)
    .map((place) => {
      const content = parsedTwice(documents[Number(place.index)])
      return {
        ...(isDictionary(content) ? { metadata: content } : {}),
        content,
        score: place.relevanceScore ?? place.score,
      }
    })
}

function listIn(value: unknown): unknown {
  const parsed = parsedTwice(value)
  if (!isDictionary(parsed)) return parsed
  return parsed.documents ?? parsed.outputs ?? parsed.output ?? parsed.result ?? parsed.results ?? parsed.matches
}

function queryResults(view: SpanView): unknown[] {
  const events = view.events().filter((event) => event.name === 'db.query.result')
  return events.map((event) => ({
    id: event.get('db.query.result.id'),
    score: event.get('db.query.result.score'),
    content: event.get('db.query.result.document'),
    metadata: event.get('db.query.result.metadata'),
  }))
}

/** Ids and scores hide in the metadata where the document has none of its own; a distance is no score. */
function documentOf(value: unknown): RetrievedDocument[] {
  const entry = parsedTwice(value)
  if (typeof entry === 'string') return [{ content: entry }]
  if (!isDictionary(entry)) return []
  const source = inner(entry)
  const metadata = parsedTwice(source.metadata) ?? othersOf(source)
  const facts: Dictionary = isDictionary(metadata) ? metadata : {}
  const content = source.content ?? source.page_content ?? source.pageContent ?? source.text ?? source.document
  const score =
    numberOf(entry.score) ?? numberOf(source.score) ?? numberOf(facts.score) ?? numberOf(facts.relevance_score)
  return [
    {
      id: textOrNull(source.id ?? source.id_ ?? source.node_id ?? facts.id ?? facts.doc_uri ?? facts.document_id),
      content: typeof content === 'string' ? content : content === undefined ? null : JSON.stringify(content),
      score: score ?? null,
      ...(metadata === undefined || metadata === null ? {} : { metadata }),
    },
  ]
}

const KNOWN = new Set([
  ...['id', 'id_', 'node_id', 'score', 'content', 'page_content', 'pageContent', 'text', 'document', 'metadata'],
  ...['type', 'embedding', 'vector'],
])

/** OTel's documents have no metadata of their own: whatever else they say is it. */
function othersOf(source: Dictionary): Dictionary | undefined {
  const others = Object.entries(source).filter(([key]) => !KNOWN.has(key))
  return others.length === 0 ? undefined : Object.fromEntries(others)
}

/** LangChain's constructor, LlamaIndex's node with its score beside it, a Dify segment. */
function inner(entry: Dictionary): Dictionary {
  for (const key of ['kwargs', 'node', 'document']) if (isDictionary(entry[key])) return entry[key] as Dictionary
  return entry
}
