// What boards ask the server: the panels' numbers, and the boards that people keep.
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import {
  arrivalsAnswer,
  type BoardBody,
  type BoardSaveBody,
  boardListAnswer,
  differencesAnswer,
  distributionAnswer,
  done,
  facetsAnswer,
  heatmapAnswer,
  savedBoard,
  seriesAnswer,
  spanListAnswer,
  statement,
  tableAnswer,
} from '@vitrine/schemas/api'
import type { PanelRequest } from '@vitrine/schemas/boards'
import * as z from 'zod/mini'
import { atMost } from './at-most.ts'
import { getJson, type Params, send } from './client.ts'
import { sharing } from './shared-series.ts'

const inTurn = atMost(4)
const sharedSeries = sharing((project, { path, params }, signal) =>
  inTurn(() => getJson(seriesAnswer, path, { project, ...params }, signal), signal),
)

/** Cancelled when the panel goes away; the numbers before stay until the new ones are there. */
function panelQuery<S extends z.core.$ZodType>(answer: S, project: string, { path, params }: PanelRequest) {
  return queryOptions({
    queryKey: [project, 'panel', path, params],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => inTurn(() => getJson(answer, path, { project, ...params }, signal), signal),
  })
}

/** As `panelQuery`, with panels that ask about the same spans. */
export function seriesPanelQuery(project: string, request: PanelRequest) {
  return queryOptions({
    queryKey: [project, 'panel', request.path, request.params],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => sharedSeries(project, request, signal),
  })
}
export const tablePanelQuery = (project: string, request: PanelRequest) => panelQuery(tableAnswer, project, request)
export const spansPanelQuery = (project: string, request: PanelRequest) => panelQuery(spanListAnswer, project, request)
export const distributionPanelQuery = (project: string, request: PanelRequest) =>
  panelQuery(distributionAnswer, project, request)
export const heatmapPanelQuery = (project: string, request: PanelRequest) => panelQuery(heatmapAnswer, project, request)

const explained = z.object({ statements: z.optional(z.array(statement)) })

/** The same once more, with the statements that made it. */
export function explainedQuery(project: string, { path, params }: PanelRequest) {
  return queryOptions({
    queryKey: [project, 'explained', path, params],
    queryFn: ({ signal }) => getJson(explained, path, { project, ...params, explain: 'true' }, signal),
  })
}

export function differencesQuery(project: string, params: Params) {
  return queryOptions({
    queryKey: [project, 'differences', params],
    queryFn: ({ signal }) => getJson(differencesAnswer, '/differences', { project, ...params }, signal),
  })
}

/** Values that were seen in a window, to choose of. */
export function choicesQuery(
  project: string,
  window: { readonly from: string; readonly to: string },
  fields: readonly string[],
) {
  const params = { ...window, fields: fields.join(',') }
  return queryOptions({
    queryKey: [project, 'choices', params],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => getJson(facetsAnswer, '/facets', { project, limit: 30, ...params }, signal),
  })
}

/** Releases and versions of prompts that a window sees for the first time. */
export function arrivalsQuery(project: string, window: { readonly from: string; readonly to: string }) {
  return queryOptions({
    queryKey: [project, 'arrivals', window],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => getJson(arrivalsAnswer, '/arrivals', { project, ...window }, signal),
  })
}

export function boardsQuery(project: string) {
  return queryOptions({
    queryKey: [project, 'boards'],
    queryFn: ({ signal }) => getJson(boardListAnswer, '/boards', { project }, signal),
  })
}

export function boardQuery(project: string, id: string) {
  return queryOptions({
    queryKey: [project, 'boards', id],
    queryFn: ({ signal }) => getJson(savedBoard, pathOf(id), { project }, signal),
  })
}

const pathOf = (id: string) => `/boards/${encodeURIComponent(id)}`

export function createBoard(project: string, body: BoardBody) {
  return send(savedBoard, { method: 'POST', path: '/boards', params: { project }, body })
}

export function saveBoard(project: string, id: string, body: BoardSaveBody) {
  return send(savedBoard, { method: 'POST', path: pathOf(id), params: { project }, body })
}

export function removeBoard(project: string, id: string) {
  return send(done, { method: 'DELETE', path: pathOf(id), params: { project } })
}

export function restoreBoard(project: string, id: string) {
  return send(savedBoard, { method: 'POST', path: `${pathOf(id)}/restore`, params: { project } })
}
