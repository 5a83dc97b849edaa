// From a panel to the one request that answers it. The dashboard, the tests that check its numbers, the measurements
// and whatever else wants what a panel shows make their requests here.
import type { Panel } from '../api/panels.ts'
import type { BucketCalendar, Step } from '../api/series.ts'
import { allOf, parseFilter, printFilter } from '../filter/index.ts'

/** What a page adds to each of its panels. */
export interface PanelContext {
  /** Unix ns or RFC 3339. */
  readonly from: string
  readonly to: string
  /** Width of a bucket, unless the panel says its own. */
  readonly step: Step
  readonly tz: string
  /** Of weeks and months; default: the Gregorian one. */
  readonly calendar?: BucketCalendar | undefined
  /** The filter of the page, beside the panel's own. */
  readonly q?: string | undefined
  /** `previous`, or `<from>,<to>`. */
  readonly compare?: string | undefined
}

export interface PanelRequest {
  readonly path: '/series' | '/table' | '/heatmap' | '/distribution' | '/spans'
  readonly params: Readonly<Record<string, string>>
}

const LINES = 8
const ROWS = 25
/** Bars of a ranking, and spans of a list, where a panel says nothing else. */
export const BARS = 10
export const SPANS = 10

export function requestOf(panel: Panel, context: PanelContext): PanelRequest {
  const { query, chart } = panel
  const { from, to, compare } = context
  const zone = { tz: context.tz, ...(context.calendar === undefined ? {} : { calendar: context.calendar }) }
  const q = joined(context.q, query.q)
  const shared = { from, to, ...(q === '' ? {} : { q }), ...(query.root === true ? { root: 'true' } : {}) }
  const step = query.step ?? context.step
  const by = query.by === undefined ? {} : { by: query.by.map(keyText).join(',') }
  if (chart === 'spans') return spansOf(panel, context)
  if (chart === 'heatmap')
    return { path: '/heatmap', params: { ...shared, metric: query.metrics[0] ?? '', step, ...zone } }
  if (chart === 'distribution') return { path: '/distribution', params: { ...shared, score: scoreOf(panel) ?? '' } }
  const metric = metricsOf(panel).join(',')
  if (chart === 'table' || chart === 'ranking') {
    const limit = query.limit ?? (chart === 'table' ? ROWS : BARS)
    const [first = ''] = query.metrics
    return { path: '/table', params: { ...shared, metric, ...by, sort: `-${first}`, limit: String(limit) } }
  }
  const limit = query.by === undefined ? {} : { limit: String(query.limit ?? LINES) }
  return {
    path: '/series',
    params: { ...shared, metric, ...by, ...limit, step, ...zone, ...(compare === undefined ? {} : { compare }) },
  }
}

/** The first spans by what sorts them, the highest or newest first. */
function spansOf({ query }: Panel, { from, to, q: ofPage }: PanelContext): PanelRequest {
  const q = joined(ofPage, query.q, query.root === true ? 'root:true' : undefined)
  const sort = `-${query.metrics[0] ?? 'start'}`
  const limit = String(query.limit ?? SPANS)
  return { path: '/spans', params: { from, to, ...(q === '' ? {} : { q }), sort, limit } }
}

/** Questions that differ by nothing but their metrics, as one: the spans are read once for all of them. */
export function sharedRequests(
  requests: readonly PanelRequest[],
): readonly { readonly request: PanelRequest; readonly of: readonly number[] }[] {
  const groups = new Map<string, { request: PanelRequest; of: number[] }>()
  requests.forEach((request, index) => {
    const { metric = '', ...same } = request.params
    const key = JSON.stringify([request.path, ...Object.entries(same).sort(([a], [b]) => (a < b ? -1 : 1))])
    const group = groups.get(key)
    const metrics = [...new Set([...(group?.request.params.metric?.split(',') ?? []), ...metric.split(',')])]
    const isShared = request.path === '/series' && group !== undefined && metrics.length <= MOST_SHARED
    if (isShared) {
      const params = { ...same, metric: metrics.join(',') }
      groups.set(key, { request: { ...request, params }, of: [...group.of, index] })
    } else groups.set(group === undefined ? key : `${key} ${index}`, { request, of: [index] })
  })
  return [...groups.values()]
}

/** Metrics of one question; the server takes 50. */
const MOST_SHARED = 30

/** Metrics that say how much of a sum of money is missing come along, so that no sum passes for the whole. */
export const UNPRICED = 'unpriced_calls'

/** All that is asked for: what is drawn, what it is divided by, and what qualifies it. */
export function metricsOf(panel: Panel): readonly string[] {
  const { query, chart } = panel
  const isMoney = query.metrics.some((metric) => MONEY.test(metric))
  const also = isMoney && chart !== 'heatmap' && !query.metrics.includes(UNPRICED) ? [UNPRICED] : []
  const per = query.per === undefined ? [] : [query.per.metric]
  return [...new Set([...query.metrics, ...per, ...[...bandOf(panel).values()].flat(), ...also])]
}

const MONEY = /^cost(\.ours$|_per_)/

/** The name of the score that a panel shows the distribution of. */
export function scoreOf({ query }: Pick<Panel, 'query'>): string | undefined {
  return /^score:(.+)$/s.exec(query.metrics[0] ?? '')?.[1]
}

/** The lower and upper bound of the middle half of each score that a panel draws the mean of. */
export function bandOf({ query, band }: Pick<Panel, 'query' | 'band'>): ReadonlyMap<string, readonly [string, string]> {
  const scores = band === true ? query.metrics.filter((metric) => metric.startsWith('score:')) : []
  return new Map(
    scores.map((metric) => {
      const name = metric.slice('score:'.length)
      return [metric, [`score_p25:${name}`, `score_p75:${name}`]]
    }),
  )
}

/** Both must hold. What cannot be read is passed on, for the server to say what is wrong with it. */
export function joined(...texts: readonly (string | undefined)[]): string {
  const said = texts.filter((text): text is string => text !== undefined && text.trim() !== '')
  if (said.length < 2) return said[0] ?? ''
  const parsed = said.map(parseFilter)
  const filters = parsed.flatMap((each) => (each.kind === 'ok' ? [each.filter] : []))
  return filters.length === said.length ? printFilter(allOf(filters)) : said.map((text) => `(${text})`).join(' ')
}

const keyText = (key: string): string => (key.includes(',') ? `"${key}"` : key)
