/** GET /matches: of units that a search found, the span and the place in it where the words stand, with what is around. */
import type { Match, MatchesAnswer } from '@vitrine/schemas/api'
import { type Filter, searchTexts } from '@vitrine/schemas/filter'
import type { Store } from '../store/store.ts'
import { AFTER_BYTES, BEFORE_BYTES, type MatchText, patternsOf, readableMatch } from './match-text.ts'
import { type MeasureRow, numberOf, textOf } from './measures.ts'
import type { ProjectScope } from './project-scope.ts'
import { selectSpans } from './source.ts'
import { fill, readSql } from './sql.ts'
import { rangesOf } from './trace-ranges.ts'
import type { UnitId } from './unit-id.ts'
import type { Window } from './window.ts'

export interface MatchesRequest {
  readonly window: Window
  readonly filter: Filter
  /** Traces, or single spans of them. */
  readonly ids: readonly UnitId[]
}

/** Of a trace; the first span that a filter picks nearly always holds the words, unless other terms would do as well. */
const SPANS_OF_TRACE = 2

const SPANS = readSql('match-spans')
const PLACES = readSql('match-places')

export async function queryMatches(
  store: Store,
  scope: ProjectScope,
  request: MatchesRequest,
  signal?: AbortSignal,
): Promise<MatchesAnswer> {
  const text = searchTexts(request.filter).join(' ')
  const patterns = patternsOf(text)
  if (patterns === undefined || request.ids.length === 0) return { matches: [] }
  const options = signal === undefined ? {} : { signal }
  const spans = await pickedSpans(store, scope, request, signal)
  if (spans.length === 0) return { matches: [] }
  const sql = fill(PLACES, {
    together: patterns.together === null ? `''` : 'extract(value, {together:String})',
    any: 'extract(value, {any:String})',
  })
  const rows = await store.query<PlaceRow>(
    sql,
    {
      project: scope.projectId,
      traces: spans.map((span) => textOf(span, 'trace_id')),
      spans: spans.map((span) => textOf(span, 'span_id')),
      hours: spans.map((span) => numberOf(span, 'hour_s')),
      starts: spans.map((span) => textOf(span, 'start_ns')),
      any: patterns.any,
      before: BEFORE_BYTES,
      after: AFTER_BYTES,
      ...(patterns.together === null ? {} : { together: patterns.together }),
    },
    options,
  )
  const places = new Map(rows.map((row) => [`${row.trace_id}.${row.span_id}`, row]))
  return { matches: bestOfEach(request, spans, (id) => places.get(id), new RegExp(patterns.any.slice(4), 'iu')) }
}

interface PlaceRow {
  readonly trace_id: string
  readonly span_id: string
  readonly places: readonly (readonly [key: string, before: string, match: string, after: string])[]
  readonly in_events: string
}

async function pickedSpans(
  store: Store,
  scope: ProjectScope,
  { ids, ...selection }: MatchesRequest,
  signal: AbortSignal | undefined,
): Promise<readonly MeasureRow[]> {
  const traceIds = [...new Set(ids.map((id) => id.traceId))]
  const ranges = await rangesOf(store, scope, traceIds, signal)
  const source = selectSpans(scope, { ...selection, traceIds, ranges })
  const named = ids.flatMap((id) => (id.spanId === undefined ? [] : [id.spanId]))
  const sql = source.fill(SPANS, {
    ids: named.length === 0 ? '1' : `span_id in (${source.bind.add('Array(String)', named)})`,
    each: String(named.length === 0 ? SPANS_OF_TRACE : 500),
  })
  return await store.query<MeasureRow>(sql, source.params, signal === undefined ? {} : { signal })
}

/** One match a unit: in the order of the ids, of the first of its spans in which something is found. */
function bestOfEach(
  { ids }: MatchesRequest,
  spans: readonly MeasureRow[],
  placesOf: (id: string) => PlaceRow | undefined,
  word: RegExp,
): Match[] {
  return ids.flatMap(({ traceId, spanId }) => {
    const own = spans.filter((span) => span.trace_id === traceId && (spanId === undefined || span.span_id === spanId))
    for (const span of own) {
      const found = bestPlace(textOf(span, 'name'), placesOf(`${traceId}.${textOf(span, 'span_id')}`), word)
      if (found !== undefined) {
        return [{ trace_id: traceId, span_id: textOf(span, 'span_id'), span_name: textOf(span, 'name'), ...found }]
      }
    }
    return []
  })
}

type Place = MatchText & Pick<Match, 'place' | 'key'>

function bestPlace(name: string, row: PlaceRow | undefined, word: RegExp): Place | undefined {
  const [longest] = (row?.places ?? [])
    .map(([key, before, match, after]) => ({
      place: 'attribute' as const,
      key,
      ...readableMatch(before, match, after),
    }))
    // A sentence says more than a label.
    .sort((a, b) => sizeOf(b) - sizeOf(a))
  if (longest !== undefined) return longest
  if (row !== undefined && row.in_events !== '')
    return { place: 'event', key: null, ...readableMatch('', row.in_events, '') }
  const inName = name.match(word)
  if (inName?.index === undefined) return undefined
  const end = inName.index + inName[0].length
  return { place: 'name', key: null, ...readableMatch(name.slice(0, inName.index), inName[0], name.slice(end)) }
}

const sizeOf = ({ before, match, after }: MatchText) => before.length + match.length + after.length
