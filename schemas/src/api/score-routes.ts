import { mediaAnswer, mediaBody, mediaParams, mediaQuery } from './media.ts'
import { type Route, read, remove, write } from './route.ts'
import { scoreDeleteQuery, scoreListAnswer, scoreListQuery, scoreParams, scoresAnswer, scoresBody } from './scores.ts'

/** What is sent beside spans: scores and pictures. */
export const SCORE_ROUTES = {
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
} as const satisfies Record<string, Route>
