// What came, what did not, and what was set aside: read anew every few seconds while the page is looked at.
import { queryOptions } from '@tanstack/react-query'
import { deadLetterAnswer, ingestAnswer, ledgerAnswer, type ReplayBody, replayAnswer } from '@vitrine/schemas/api'
import { getJson, send } from '../../api/client.ts'

const EVERY_MS = 5_000

export const ingestQuery = (project: string) =>
  queryOptions({
    queryKey: [project, 'ingest'],
    refetchInterval: EVERY_MS,
    queryFn: ({ signal }) => getJson(ingestAnswer, '/ingest', { project }, signal),
  })

export const ledgerQuery = (project: string) =>
  queryOptions({
    queryKey: [project, 'ledger'],
    refetchInterval: EVERY_MS,
    queryFn: ({ signal }) => getJson(ledgerAnswer, '/ledger', { project }, signal),
  })

export const deadLetterQuery = (project: string) =>
  queryOptions({
    queryKey: [project, 'ingest', 'dead-letter'],
    queryFn: ({ signal }) => getJson(deadLetterAnswer, '/ingest/dead-letter', { project, limit: 100 }, signal),
  })

export const replay = (project: string, body: ReplayBody) =>
  send(replayAnswer, { method: 'POST', path: '/ingest/dead-letter/replay', params: { project }, body })
