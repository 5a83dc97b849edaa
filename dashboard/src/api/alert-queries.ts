// Alerts, where they are sent, what happened, and budgets.
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import {
  type AlertBody,
  alert,
  alertEventListAnswer,
  alertListAnswer,
  alertPreview,
  type BudgetBody,
  budget,
  budgetListAnswer,
  type ChannelChange,
  channel,
  channelCreated,
  channelListAnswer,
  channelTest,
  done,
} from '@vitrine/schemas/api'
import { getJson, send } from './client.ts'

/** Looks are a minute apart at most; a page that is open follows them. */
const FOLLOW_MS = 15_000
const at = (path: string, id: string) => `${path}/${encodeURIComponent(id)}`

export function alertsQuery(project: string) {
  return queryOptions({
    queryKey: [project, 'alerts', 'list'],
    refetchInterval: FOLLOW_MS,
    queryFn: ({ signal }) => getJson(alertListAnswer, '/alerts', { project }, signal),
  })
}

export function alertQuery(project: string, id: string) {
  return queryOptions({
    queryKey: [project, 'alerts', 'one', id],
    refetchInterval: FOLLOW_MS,
    queryFn: ({ signal }) => getJson(alert, at('/alerts', id), { project }, signal),
  })
}

export function alertEventsQuery(project: string, id: string | undefined) {
  return queryOptions({
    queryKey: [project, 'alerts', 'events', id],
    refetchInterval: FOLLOW_MS,
    queryFn: ({ signal }) => getJson(alertEventListAnswer, '/alert-events', { project, alert: id }, signal),
  })
}

/** Nothing is changed by it; it is asked for as a body because an alert does not fit a URL. */
export function alertPreviewQuery(project: string, body: AlertBody) {
  return queryOptions({
    queryKey: [project, 'alert-preview', body],
    placeholderData: keepPreviousData,
    queryFn: () => send(alertPreview, { method: 'POST', path: '/alert-preview', params: { project }, body }),
  })
}

/** Without an id a new one. */
export const saveAlert = (project: string, id: string | undefined, body: AlertBody) =>
  send(alert, { method: 'POST', path: id === undefined ? '/alerts' : at('/alerts', id), params: { project }, body })

export const removeAlert = (project: string, id: string) =>
  send(done, { method: 'DELETE', path: at('/alerts', id), params: { project } })

export const muteAlert = (project: string, id: string, until: string | null) =>
  send(alert, { method: 'POST', path: `${at('/alerts', id)}/mute`, params: { project }, body: { until } })

export const acknowledgeAlert = (project: string, id: string) =>
  send(alert, { method: 'POST', path: `${at('/alerts', id)}/acknowledge`, params: { project } })

export function channelsQuery(project: string) {
  return queryOptions({
    queryKey: [project, 'channels'],
    queryFn: ({ signal }) => getJson(channelListAnswer, '/channels', { project }, signal),
  })
}

export const createChannel = (project: string, body: ChannelChange) =>
  send(channelCreated, { method: 'POST', path: '/channels', params: { project }, body })

export const changeChannel = (project: string, id: string, body: ChannelChange) =>
  send(channel, { method: 'POST', path: at('/channels', id), params: { project }, body })

export const removeChannel = (project: string, id: string) =>
  send(done, { method: 'DELETE', path: at('/channels', id), params: { project } })

export const testChannel = (project: string, id: string) =>
  send(channelTest, { method: 'POST', path: `${at('/channels', id)}/test`, params: { project } })

export function budgetsQuery(project: string) {
  return queryOptions({
    queryKey: [project, 'budgets'],
    queryFn: ({ signal }) => getJson(budgetListAnswer, '/budgets', { project }, signal),
  })
}

/** Without an id a new one. */
export const saveBudget = (project: string, id: string | undefined, body: BudgetBody) =>
  send(budget, { method: 'POST', path: id === undefined ? '/budgets' : at('/budgets', id), params: { project }, body })

export const removeBudget = (project: string, id: string) =>
  send(done, { method: 'DELETE', path: at('/budgets', id), params: { project } })
