import { arrivalsAnswer, arrivalsQuery } from './arrivals.ts'
import { differencesAnswer, differencesQuery, heatmapAnswer, heatmapQuery, tableAnswer, tableQuery } from './boards.ts'
import { distributionAnswer, distributionQuery } from './distribution.ts'
import { spanDoctor } from './doctor.ts'
import { countAnswer, countQuery, facetsAnswer, facetsQuery } from './facets.ts'
import { deadLetterAnswer, deadLetterQuery, ingestAnswer, ingestQuery, replayAnswer, replayBody } from './ingest.ts'
import { ledgerAnswer, ledgerQuery } from './ledger.ts'
import { matchesAnswer, matchesQuery } from './matches.ts'
import { onboardingAnswer, onboardingQuery } from './onboarding.ts'
import { type Route, read, write } from './route.ts'
import { seriesAnswer, seriesQuery } from './series.ts'
import { skeletonLine } from './skeleton-stream.ts'
import { spanDetail, spanDetailQuery, spanQuery } from './span-detail.ts'
import { totalsAnswer, totalsQuery } from './totals.ts'
import {
  listQuery,
  sessionListAnswer,
  spanListAnswer,
  spanParams,
  traceListAnswer,
  traceParams,
  traceQuery,
  traceSkeletonAnswer,
  userListAnswer,
} from './traces.ts'
import { valuesAnswer, valuesQuery } from './values.ts'

/** What was sent, and what became of it. */
export const READ_ROUTES = {
  totals: {
    ...read,
    path: '/totals',
    summary: 'Sums over spans, whole and by group',
    query: totalsQuery,
    answer: totalsAnswer,
  },
  series: { ...read, path: '/series', summary: 'Metrics over time', query: seriesQuery, answer: seriesAnswer },
  table: { ...read, path: '/table', summary: 'Groups and metrics, sorted', query: tableQuery, answer: tableAnswer },
  heatmap: {
    ...read,
    path: '/heatmap',
    summary: 'Spans by time and size of a measure',
    query: heatmapQuery,
    answer: heatmapAnswer,
  },
  distribution: {
    ...read,
    path: '/distribution',
    summary: 'How the scores of one name lie',
    query: distributionQuery,
    answer: distributionAnswer,
  },
  differences: {
    ...read,
    path: '/differences',
    summary: 'What is different about a selection',
    query: differencesQuery,
    answer: differencesAnswer,
  },
  listTraces: {
    ...read,
    path: '/traces',
    summary: 'Traces with a matching span',
    query: listQuery,
    answer: traceListAnswer,
  },
  getTrace: {
    ...read,
    path: '/traces/{trace_id}',
    summary: 'A trace and its spans, without content',
    params: traceParams,
    query: traceQuery,
    answer: traceSkeletonAnswer,
  },
  streamSkeleton: {
    ...read,
    path: '/traces/{trace_id}/skeleton',
    summary: 'The same in column blocks, streamed',
    params: traceParams,
    query: spanQuery,
    answer: skeletonLine,
    answerType: 'ndjson',
  },
  getSpan: {
    ...read,
    path: '/traces/{trace_id}/spans/{span_id}',
    summary: 'A span with its content',
    params: spanParams,
    query: spanDetailQuery,
    answer: spanDetail,
  },
  getDoctor: {
    ...read,
    path: '/traces/{trace_id}/spans/{span_id}/doctor',
    summary: 'How a span came to be read as it is, and what is missing',
    params: spanParams,
    query: spanQuery,
    answer: spanDoctor,
  },
  listSpans: { ...read, path: '/spans', summary: 'Matching spans', query: listQuery, answer: spanListAnswer },
  listSessions: {
    ...read,
    path: '/sessions',
    summary: 'Sessions with a matching span',
    query: listQuery,
    answer: sessionListAnswer,
  },
  listUsers: {
    ...read,
    path: '/users',
    summary: 'Users with a matching span',
    query: listQuery,
    answer: userListAnswer,
  },
  facets: {
    ...read,
    path: '/facets',
    summary: 'Values and counts of many fields',
    query: facetsQuery,
    answer: facetsAnswer,
  },
  arrivals: {
    ...read,
    path: '/arrivals',
    summary: 'Releases and prompt versions that are new in a window',
    query: arrivalsQuery,
    answer: arrivalsAnswer,
  },
  matches: {
    ...read,
    path: '/matches',
    summary: 'Where the words of a search stand',
    query: matchesQuery,
    answer: matchesAnswer,
  },
  values: {
    ...read,
    path: '/values',
    summary: 'Attributes of shown traces or spans',
    query: valuesQuery,
    answer: valuesAnswer,
  },
  count: { ...read, path: '/count', summary: 'How many units match', query: countQuery, answer: countAnswer },
  ledger: {
    ...read,
    path: '/ledger',
    summary: 'The books: received, stored, rejected, waiting',
    query: ledgerQuery,
    answer: ledgerAnswer,
  },
  getIngest: {
    ...read,
    path: '/ingest',
    summary: 'Where are my traces: who sends, who is refused, what waits or was set aside',
    query: ingestQuery,
    answer: ingestAnswer,
  },
  listDeadLetter: {
    ...read,
    path: '/ingest/dead-letter',
    summary: 'What could not be stored, newest first',
    query: deadLetterQuery,
    answer: deadLetterAnswer,
  },
  replayDeadLetter: {
    ...write,
    path: '/ingest/dead-letter/replay',
    summary: 'Send entries of the dead letter through once more',
    query: ingestQuery,
    body: replayBody,
    answer: replayAnswer,
  },
  onboarding: {
    ...read,
    path: '/onboarding',
    summary: 'What came so far, and what is missing',
    query: onboardingQuery,
    answer: onboardingAnswer,
  },
} as const satisfies Record<string, Route>
