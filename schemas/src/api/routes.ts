import type * as z from 'zod/mini'
import { ALERT_ROUTES } from './alert-routes.ts'
import { differencesAnswer, differencesQuery, heatmapAnswer, heatmapQuery, tableAnswer, tableQuery } from './boards.ts'
import {
  done,
  health,
  keyBody,
  keyCreated,
  keyListAnswer,
  keyListQuery,
  keyParams,
  loginBody,
  me,
  projectBody,
  projectCreated,
  projectListAnswer,
  projectListQuery,
  projectParams,
  ready,
} from './control.ts'
import {
  addAnswer,
  dataset,
  datasetBody,
  datasetItemParams,
  datasetListAnswer,
  datasetListQuery,
  datasetParams,
  exportLine,
  fromBody,
  importAnswer,
  itemListAnswer,
  itemsBody,
  job,
  jobBody,
  jobListAnswer,
  jobParams,
  previewAnswer,
} from './datasets.ts'
import {
  deletion,
  deletionListAnswer,
  deletionListQuery,
  deletionParams,
  deletionQuery,
  retention,
  retentionBody,
  sessionParams,
  userParams,
} from './deletions.ts'
import { spanDoctor } from './doctor.ts'
import { countAnswer, countQuery, facetsAnswer, facetsQuery } from './facets.ts'
import { deadLetterAnswer, deadLetterQuery, ingestAnswer, ingestQuery, replayAnswer, replayBody } from './ingest.ts'
import { ledgerAnswer, ledgerQuery } from './ledger.ts'
import { mediaAnswer, mediaBody, mediaParams, mediaQuery } from './media.ts'
import {
  mappingAnswer,
  mappingBody,
  mappingTestAnswer,
  mappingTestBody,
  moneyQuery,
  price,
  priceBody,
  priceListAnswer,
  priceParams,
  readingAnswer,
  readingBody,
  unpricedAnswer,
  unpricedQuery,
} from './money.ts'
import { onboardingAnswer, onboardingQuery } from './onboarding.ts'
import { boardBody, boardListAnswer, boardParams, boardQuery, boardSaveBody, savedBoard } from './saved-boards.ts'
import { scoreDeleteQuery, scoreListAnswer, scoreListQuery, scoreParams, scoresAnswer, scoresBody } from './scores.ts'
import { seriesAnswer, seriesQuery } from './series.ts'
import {
  share,
  shareBody,
  shared,
  sharedParams,
  sharedSpanParams,
  shareListAnswer,
  shareParams,
  shareQuery,
} from './shares.ts'
import { skeletonLine } from './skeleton-stream.ts'
import { spanDetail, spanQuery } from './span-detail.ts'
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
import { view, viewBody, viewListAnswer, viewParams, viewQuery } from './views.ts'

/**
 * Every route under /api/v1, once: the server validates by it, the OpenAPI page is generated from it, and clients take
 * their types from it. Paths are in OpenAPI's spelling.
 */
export interface Route {
  readonly method: 'get' | 'post' | 'delete'
  readonly path: string
  readonly summary: string
  /** Who may call: anyone; a secret key, login or admin (read, write); scores and media also by a public key. */
  readonly access: 'anyone' | 'read' | 'write' | 'score' | 'admin'
  readonly params?: z.ZodMiniObject
  readonly query?: z.ZodMiniObject
  readonly body?: z.ZodMiniType
  /** The body when it is not JSON: lines of JSON, or bytes that mean nothing here. */
  readonly bodyType?: 'jsonl' | 'bytes'
  readonly status: 200 | 201 | 202
  /** Of one line when the answer is a stream. */
  readonly answer: z.ZodMiniType
  readonly answerType: 'json' | 'ndjson'
}

const read = { method: 'get', access: 'read', status: 200, answerType: 'json' } as const
const write = { method: 'post', access: 'write', status: 200, answerType: 'json' } as const
const remove = { method: 'delete', access: 'write', status: 200, answerType: 'json', answer: done } as const

export const ROUTES = {
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
    query: spanQuery,
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

  deleteTrace: {
    ...remove,
    path: '/traces/{trace_id}',
    summary: 'Delete a trace with everything in it, as a job',
    status: 202,
    params: traceParams,
    query: deletionQuery,
    answer: deletion,
  },
  deleteSession: {
    ...remove,
    path: '/sessions/{session_id}',
    summary: 'Delete all traces of a session, as a job',
    status: 202,
    params: sessionParams,
    query: deletionQuery,
    answer: deletion,
  },
  deleteUser: {
    ...remove,
    path: '/users/{user_id}',
    summary: 'Delete all traces of a user, as a job',
    status: 202,
    params: userParams,
    query: deletionQuery,
    answer: deletion,
  },
  listDeletions: {
    ...read,
    path: '/deletions',
    summary: 'What was asked to be deleted, and how far it is',
    query: deletionListQuery,
    answer: deletionListAnswer,
  },
  getDeletion: {
    ...read,
    path: '/deletions/{deletion_id}',
    summary: 'How far a deletion is',
    params: deletionParams,
    query: deletionListQuery,
    answer: deletion,
  },
  getRetention: {
    ...read,
    path: '/retention',
    summary: 'How long the project keeps its spans',
    query: deletionListQuery,
    answer: retention,
  },
  setRetention: {
    ...write,
    path: '/retention',
    summary: 'Keep spans that start from now on for so many days',
    access: 'admin',
    query: deletionListQuery,
    body: retentionBody,
    answer: retention,
  },

  listProjects: {
    ...read,
    path: '/projects',
    summary: 'Projects that the caller may read',
    query: projectListQuery,
    answer: projectListAnswer,
  },
  createProject: {
    ...write,
    path: '/projects',
    summary: 'Create a project and its first pair of keys',
    access: 'admin',
    status: 201,
    body: projectBody,
    answer: projectCreated,
  },
  deleteProject: {
    ...remove,
    path: '/projects/{project_id}',
    summary: 'Remove a project with everything in it',
    access: 'admin',
    params: projectParams,
  },
  listKeys: { ...read, path: '/keys', summary: 'Keys of the project', query: keyListQuery, answer: keyListAnswer },
  createKey: {
    ...write,
    path: '/keys',
    summary: 'Create a pair of keys',
    access: 'admin',
    status: 201,
    query: keyListQuery,
    body: keyBody,
    answer: keyCreated,
  },
  deleteKey: {
    ...remove,
    path: '/keys/{key_id}',
    summary: 'Revoke a key',
    access: 'admin',
    params: keyParams,
    query: keyListQuery,
  },

  listScores: { ...read, path: '/scores', summary: 'Scores', query: scoreListQuery, answer: scoreListAnswer },
  writeScore: {
    ...write,
    path: '/scores',
    summary: 'Write a score, or an array of them; idempotent by id',
    access: 'score',
    query: scoreDeleteQuery,
    body: scoresBody,
    answer: scoresAnswer,
  },
  deleteScore: {
    ...remove,
    path: '/scores/{score_id}',
    summary: 'Remove a score',
    params: scoreParams,
    query: scoreDeleteQuery,
  },

  writeMedia: {
    ...write,
    path: '/media/{sha256}',
    summary: 'Keep a picture, sound or file that a span refers to; the same bytes are kept once',
    access: 'score',
    params: mediaParams,
    query: mediaQuery,
    body: mediaBody,
    bodyType: 'bytes',
    answer: mediaAnswer,
  },
  listBoards: {
    ...read,
    path: '/boards',
    summary: 'Boards that people made',
    query: boardQuery,
    answer: boardListAnswer,
  },
  createBoard: {
    ...write,
    path: '/boards',
    summary: 'Keep a board',
    status: 201,
    query: boardQuery,
    body: boardBody,
    answer: savedBoard,
  },
  getBoard: {
    ...read,
    path: '/boards/{board_id}',
    summary: 'A board',
    params: boardParams,
    query: boardQuery,
    answer: savedBoard,
  },
  saveBoard: {
    ...write,
    path: '/boards/{board_id}',
    summary: 'Change a board',
    params: boardParams,
    query: boardQuery,
    body: boardSaveBody,
    answer: savedBoard,
  },
  deleteBoard: {
    ...remove,
    path: '/boards/{board_id}',
    summary: 'Remove a board',
    params: boardParams,
    query: boardQuery,
  },
  restoreBoard: {
    ...write,
    path: '/boards/{board_id}/restore',
    summary: 'Undo the removal of a board',
    params: boardParams,
    query: boardQuery,
    answer: savedBoard,
  },

  listViews: { ...read, path: '/views', summary: 'Lists kept under a name', query: viewQuery, answer: viewListAnswer },
  createView: {
    ...write,
    path: '/views',
    summary: 'Keep a list under a name',
    status: 201,
    query: viewQuery,
    body: viewBody,
    answer: view,
  },
  saveView: {
    ...write,
    path: '/views/{view_id}',
    summary: 'Change a kept list',
    params: viewParams,
    query: viewQuery,
    body: viewBody,
    answer: view,
  },
  deleteView: {
    ...remove,
    path: '/views/{view_id}',
    summary: 'Remove a kept list',
    params: viewParams,
    query: viewQuery,
  },

  listShares: {
    ...read,
    path: '/shares',
    summary: 'Links by which anybody may read a trace',
    query: shareQuery,
    answer: shareListAnswer,
  },
  createShare: {
    ...write,
    path: '/shares',
    summary: 'Make a link by which anybody may read a trace',
    status: 201,
    query: shareQuery,
    body: shareBody,
    answer: share,
  },
  deleteShare: {
    ...remove,
    path: '/shares/{share_id}',
    summary: 'Take a link back',
    params: shareParams,
    query: shareQuery,
  },
  getShared: {
    ...read,
    path: '/shared/{token}',
    summary: 'What a link leads to',
    access: 'anyone',
    params: sharedParams,
    answer: shared,
  },
  streamShared: {
    ...read,
    path: '/shared/{token}/skeleton',
    summary: 'The shared trace without content, redacted, as lines of JSON',
    access: 'anyone',
    params: sharedParams,
    answer: skeletonLine,
    answerType: 'ndjson',
  },
  getSharedSpan: {
    ...read,
    path: '/shared/{token}/spans/{span_id}',
    summary: 'A span of the shared trace, redacted',
    access: 'anyone',
    params: sharedSpanParams,
    answer: spanDetail,
  },

  listDatasets: { ...read, path: '/datasets', summary: 'Datasets', query: datasetListQuery, answer: datasetListAnswer },
  createDataset: {
    ...write,
    path: '/datasets',
    summary: 'Create a dataset',
    status: 201,
    query: spanQuery,
    body: datasetBody,
    answer: dataset,
  },
  deleteDataset: {
    ...remove,
    path: '/datasets/{dataset_id}',
    summary: 'Remove a dataset',
    params: datasetParams,
    query: spanQuery,
  },
  getDataset: {
    ...read,
    path: '/datasets/{dataset_id}',
    summary: 'A dataset',
    params: datasetParams,
    query: spanQuery,
    answer: dataset,
  },
  restoreDataset: {
    ...write,
    path: '/datasets/{dataset_id}/restore',
    summary: 'Undo the removal of a dataset',
    params: datasetParams,
    query: spanQuery,
    answer: dataset,
  },
  previewDataset: {
    ...write,
    path: '/datasets/preview',
    summary: 'What a source and a mapping would add',
    query: spanQuery,
    body: fromBody,
    answer: previewAnswer,
  },
  addToDataset: {
    ...write,
    path: '/datasets/from',
    summary: 'Add a span, a trace or all that match, as a job',
    status: 202,
    query: spanQuery,
    body: fromBody,
    answer: job,
  },
  listItems: {
    ...read,
    path: '/datasets/{dataset_id}/items',
    summary: 'Items of a dataset',
    params: datasetParams,
    query: datasetListQuery,
    answer: itemListAnswer,
  },
  addItems: {
    ...write,
    path: '/datasets/{dataset_id}/items',
    summary: 'Add items',
    params: datasetParams,
    query: spanQuery,
    body: itemsBody,
    answer: addAnswer,
  },
  deleteItem: {
    ...remove,
    path: '/datasets/{dataset_id}/items/{item_id}',
    summary: 'Remove an item',
    params: datasetItemParams,
    query: spanQuery,
  },
  exportDataset: {
    ...read,
    path: '/datasets/{dataset_id}/export',
    summary: 'All items as JSON lines',
    params: datasetParams,
    query: spanQuery,
    answer: exportLine,
    answerType: 'ndjson',
  },
  importDataset: {
    ...write,
    path: '/datasets/{dataset_id}/import',
    summary: 'Take items from JSON lines',
    params: datasetParams,
    query: spanQuery,
    body: exportLine,
    bodyType: 'jsonl',
    answer: importAnswer,
  },
  createJob: {
    ...write,
    path: '/jobs',
    summary: 'Start a job',
    status: 202,
    query: spanQuery,
    body: jobBody,
    answer: job,
  },
  listJobs: {
    ...read,
    path: '/jobs',
    summary: 'Jobs that derive history anew, newest first',
    query: spanQuery,
    answer: jobListAnswer,
  },
  getJob: {
    ...read,
    path: '/jobs/{job_id}',
    summary: 'Progress of a job',
    params: jobParams,
    query: spanQuery,
    answer: job,
  },
  cancelJob: {
    ...remove,
    path: '/jobs/{job_id}',
    summary: 'Cancel a job',
    params: jobParams,
    query: spanQuery,
    answer: job,
  },

  unpriced: {
    ...read,
    path: '/unpriced',
    summary: 'Models of calls without a price',
    query: unpricedQuery,
    answer: unpricedAnswer,
  },
  listPrices: {
    ...read,
    path: '/prices',
    summary: "The project's own prices",
    query: moneyQuery,
    answer: priceListAnswer,
  },
  createPrice: {
    ...write,
    path: '/prices',
    summary: 'Add a price; calls from now on use it, a rederive applies it to history',
    status: 201,
    query: moneyQuery,
    body: priceBody,
    answer: price,
  },
  deletePrice: {
    ...remove,
    path: '/prices/{price_id}',
    summary: 'Remove a price',
    params: priceParams,
    query: moneyQuery,
  },
  getMapping: {
    ...read,
    path: '/mapping',
    summary: "The project's mapping rules",
    query: moneyQuery,
    answer: mappingAnswer,
  },
  saveMapping: {
    ...write,
    path: '/mapping',
    summary: 'Replace the mapping rules; spans from now on are read by them',
    query: moneyQuery,
    body: mappingBody,
    answer: mappingAnswer,
  },
  testMapping: {
    ...write,
    path: '/mapping/test',
    summary: 'A stored span before and after rules',
    query: moneyQuery,
    body: mappingTestBody,
    answer: mappingTestAnswer,
  },
  getReading: {
    ...read,
    path: '/reading',
    summary: 'How spans are read, beside prices and rules',
    query: moneyQuery,
    answer: readingAnswer,
  },
  saveReading: {
    ...write,
    path: '/reading',
    summary: 'Change how spans are read',
    query: moneyQuery,
    body: readingBody,
    answer: readingAnswer,
  },

  ...ALERT_ROUTES,

  login: {
    ...write,
    path: '/login',
    summary: 'Log in with a password; sets the cookie',
    access: 'anyone',
    body: loginBody,
    answer: me,
  },
  logout: { ...write, path: '/logout', summary: 'Forget the cookie', access: 'anyone', answer: done },
  me: { ...read, path: '/me', summary: 'Who asks, which projects, and the CSRF token', answer: me },
  health: { ...read, path: '/health', summary: 'The process lives', access: 'anyone', answer: health },
  ready: { ...read, path: '/ready', summary: 'Doors and store take work (else 503)', access: 'anyone', answer: ready },
} as const satisfies Record<string, Route>

export type RouteName = keyof typeof ROUTES
/** The answer of a route, as a client reads it. */
export type AnswerOf<Name extends RouteName> = z.infer<(typeof ROUTES)[Name]['answer']>

/** `/traces/{trace_id}` as express spells it. */
export function expressPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}
