import { type QueryClient, queryOptions } from '@tanstack/react-query'
import {
  type ScoreBody,
  type SkeletonHeader,
  type SpanDetail,
  type SpanListRow,
  scoreListAnswer,
  scoresAnswer,
  spanDetail,
  spanListAnswer,
} from '@vitrine/schemas/api'
import { ApiError } from '../../api/api-error.ts'
import { apiUrl, getJson, request, send } from '../../api/client.ts'
import { withAbandoned } from '../../model/abandoned.ts'
import { type JsonNode, parseJson } from '../../model/json.ts'
import { readSkeleton } from '../../model/skeleton.ts'
import type { SkeletonSpan } from '../../model/skeleton-span.ts'
import { loadMarkdown } from '../Prose.tsx'
import { LARGE_BYTES, readLargeSpan } from './read-large-span.ts'

/** How often a running trace is read again. */
const POLL_MS = 2_000

export interface LoadedTrace {
  readonly header: SkeletonHeader
  readonly spans: readonly SkeletonSpan[]
  /** The end of the stream was seen; until then more spans follow. */
  readonly isComplete: boolean
  /** It still says that it runs, but nothing has been heard of it for an hour. */
  readonly isAbandoned: boolean
  /** Why the stream ended early; what came before it is kept. */
  readonly broken: string | undefined
}

export interface LoadedSpan {
  readonly detail: SpanDetail
  /** Of the answer, and how many of its values the page shows in part. */
  readonly sizeBytes: number
  readonly cuts: number
  /** Input and output with every digit as sent, where a plain parse would have rounded. */
  readonly exact: { readonly input: JsonNode | undefined; readonly output: JsonNode | undefined }
}

/** A trace of a project; or, by the token of a share link, as a stranger may see it. */
export interface TracePlace {
  readonly project: string
  readonly traceId: string
  readonly share?: string | undefined
}

function placeUrl({ project, traceId, share }: TracePlace, rest: string): string {
  return share === undefined
    ? apiUrl(`/traces/${encodeURIComponent(traceId)}${rest}`, { project })
    : apiUrl(`/shared/${encodeURIComponent(share)}${rest}`)
}

export function traceQuery(client: QueryClient, project: string, traceId: string, share?: string) {
  const queryKey = [project, 'skeleton', traceId, share] as const
  return queryOptions({
    queryKey,
    // Ten thousand spans are compared row by row otherwise, only to find that they are new.
    structuralSharing: false,
    queryFn: async ({ signal }): Promise<LoadedTrace> => {
      const response = await request(placeUrl({ project, traceId, share }, '/skeleton'), { signal })
      const isFirst = client.getQueryData(queryKey) === undefined
      return collect(chunksOf(response), (part) => {
        if (isFirst) client.setQueryData(queryKey, part)
      })
    },
    refetchInterval: ({ state: { data } }) =>
      data?.header.trace.running === true && !data.isAbandoned ? POLL_MS : false,
  })
}

interface SpanReading {
  readonly share?: string | undefined
  /** The call before it, to be told what of its conversation is new. */
  readonly before?: string | undefined
}

export function spanQuery(
  project: string,
  traceId: string,
  spanId: string,
  isRunning: boolean,
  { share, before }: SpanReading = {},
) {
  return queryOptions({
    queryKey: [project, 'span', traceId, spanId, isRunning, share, before],
    staleTime: isRunning ? 0 : Number.POSITIVE_INFINITY,
    refetchInterval: isRunning ? POLL_MS : false,
    enabled: spanId !== '',
    queryFn: async ({ signal }): Promise<LoadedSpan> => {
      const whole = spanUrl({ project, traceId, share }, spanId)
      const path = before === undefined || share !== undefined ? whole : withParameter(whole, 'before', before)
      const [response] = await Promise.all([request(path, { signal }), loadMarkdown()])
      const bytes = await response.arrayBuffer()
      const sizeBytes = bytes.byteLength
      if (sizeBytes > LARGE_BYTES) {
        const { detail, cuts } = await readLargeSpan(bytes, signal)
        return { detail: checked(path, detail), exact: NOT_EXACT, sizeBytes, cuts }
      }
      const text = new TextDecoder().decode(bytes)
      return { detail: checked(path, JSON.parse(text)), exact: exactContent(text), sizeBytes, cuts: 0 }
    },
  })
}

function withParameter(path: string, name: string, value: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value)}`
}

/** While a trace streams in, its tree is built again at most so often; the first block is drawn at once. */
const REDRAW_MS = 400

/** Spans whose glimpses one request may bring. */
const MOST_GLIMPSES = 1000

/** Glimpses of what the spans of a trace said, for its transcript: one narrow read, no bodies. */
export function glimpsesQuery(project: string, traceId: string, isRunning: boolean) {
  return queryOptions({
    queryKey: [project, 'glimpses', traceId],
    refetchInterval: isRunning ? POLL_MS : false,
    queryFn: async ({ signal }): Promise<ReadonlyMap<string, SpanListRow>> => {
      const asked = { project, q: `trace:${traceId}`, sort: 'start', limit: MOST_GLIMPSES }
      const { spans } = await getJson(spanListAnswer, '/spans', asked, signal)
      return new Map(spans.map((span) => [span.span_id, span]))
    },
  })
}

/** Ids of the spans of a trace that a filter finds: where the words of a search stand. */
export function foundSpansQuery(project: string, traceId: string, q: string) {
  return queryOptions({
    queryKey: [project, 'found', traceId, q],
    queryFn: async ({ signal }): Promise<{ ids: readonly string[]; marks: RegExp | undefined }> => {
      const { marksOfText } = await import('../../model/marks-of-text.ts')
      const marks = marksOfText(q)
      if (marks === undefined) return { ids: [], marks }
      const asked = { project, q: `(${q}) trace:${traceId}`, sort: 'start', limit: 200 }
      const { spans } = await getJson(spanListAnswer, '/spans', asked, signal)
      return { ids: spans.map((span) => span.span_id), marks }
    },
  })
}

export function scoresQuery(project: string, traceId: string) {
  return queryOptions({
    queryKey: [project, 'scores', traceId],
    queryFn: ({ signal }) => getJson(scoreListAnswer, '/scores', { project, trace_id: traceId, limit: 1000 }, signal),
  })
}

export function writeScore(project: string, body: ScoreBody): Promise<unknown> {
  return send(scoresAnswer, { method: 'POST', path: '/scores', params: { project }, body })
}

async function collect(chunks: AsyncIterable<Uint8Array>, onPart: (part: LoadedTrace) => void): Promise<LoadedTrace> {
  let header: SkeletonHeader | undefined
  let spans: readonly SkeletonSpan[] = []
  let broken: string | undefined
  let isComplete = false
  let shownMs = Number.NEGATIVE_INFINITY
  for await (const part of readSkeleton(chunks)) {
    if (part.kind === 'header') header = part.header
    else if (part.kind === 'spans') spans = [...spans, ...part.spans]
    else if (part.kind === 'end') isComplete = true
    else broken = part.message
    const isDue = performance.now() - shownMs > REDRAW_MS
    if (header !== undefined && part.kind === 'spans' && isDue) {
      onPart({ header, spans, isComplete: false, isAbandoned: false, broken: undefined })
      shownMs = performance.now()
    }
  }
  if (header === undefined) throw unexpected('/skeleton', broken ?? '')
  const { running } = header.trace
  const shown = running ? withAbandoned(spans, Date.now() * 1e6 - Number(BigInt(header.start))) : spans
  return { header, spans: shown, isComplete, isAbandoned: shown !== spans, broken }
}

/** A response body as chunks; not every browser lets a stream be walked by itself. */
async function* chunksOf(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader()
  if (reader === undefined) return
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    reader.releaseLock()
  }
}

const NOT_EXACT: LoadedSpan['exact'] = { input: undefined, output: undefined }

function checked(path: string, value: unknown): SpanDetail {
  const parsed = spanDetail.safeParse(value)
  if (!parsed.success) throw unexpected(path, parsed.error.issues[0]?.path.join('.') ?? '')
  return parsed.data
}

/** Where the whole answer lies, for those who want every byte of a span that the page shows in part. */
export function spanUrl(place: TracePlace, spanId: string): string {
  return placeUrl(place, `/spans/${encodeURIComponent(spanId)}`)
}

/** Only numbers that a double would round make a second, exact parse worth its time. */
function exactContent(text: string): LoadedSpan['exact'] {
  const root = /[:,[]\s*-?\d[\d.]{15,}/.test(text) ? parseJson(text) : undefined
  const entries = root?.kind === 'object' ? root.entries : []
  const find = (name: string) => entries.find(([key]) => key === name)?.[1]
  return { input: find('input'), output: find('output') }
}

function unexpected(path: string, where: string): ApiError {
  return new ApiError({
    code: 'unexpected_answer',
    message: `the answer of ${path} has an unexpected shape at ${where || 'its top'}`,
    status: 200,
    retryable: false,
  })
}
