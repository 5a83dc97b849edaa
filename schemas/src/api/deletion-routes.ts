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
import { type Route, read, remove, write } from './route.ts'
import { traceParams } from './traces.ts'

/** What is taken away: by hand, and by age. */
export const DELETION_ROUTES = {
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
} as const satisfies Record<string, Route>
