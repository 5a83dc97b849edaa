/** Every panel of every standing board, and of the overview, against the bodies that were sent, by a reading of our own. */
import type {
  DistributionAnswer,
  HeatmapAnswer,
  Panel,
  SeriesAnswer,
  SpanListAnswer,
  TableAnswer,
  Totals,
} from '@vitrine/schemas/api'
import { requestOf, STANDING_IDS, standingBoard } from '@vitrine/schemas/boards'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forecastOf, monthOf } from '../../dashboard/src/model/boards/forecast.ts'
import { panelLines } from '../../dashboard/src/model/boards/panel-lines.ts'
import { dataPath, hasSharedData } from '../property/shared-data.ts'
import { checkMarks } from '../support/board-marks.ts'
import { madeRuns } from '../support/made-runs.ts'
import { PROJECT_KEY, type Product, startProduct, tempFolder } from '../support/product.ts'
import { rawMetric, rawPick } from '../support/raw-metrics.ts'
import { type RawSpan, readBodies, readRuns } from '../support/raw-runs.ts'

const DAY_NS = 86_400_000_000_000n
const SCORE = 'reward_feedback'
const folder = tempFolder()
let product: Product

interface Window {
  readonly name: string
  readonly spans: readonly RawSpan[]
  readonly fromNs: bigint
  readonly toNs: bigint
}

const publicRuns = hasSharedData
  ? ['tau2-bench', 'moatless'].map((name) => ({ name, ...readRuns(dataPath(`otlp/${name}.public.jsonl.gz`)) }))
  : []
/** Retrieval, first tokens and prompts, which no public file has. */
const MADE = 'made'
const runs = [...publicRuns, { name: MADE, ...readBodies(madeRuns()) }]
const windows: readonly Window[] = runs.map(({ name, spans }) => {
  const days = spans.map(({ startNs }) => Number(startNs / DAY_NS))
  const [first, last] = [BigInt(Math.min(...days)), BigInt(Math.max(...days))]
  return { name, spans, fromNs: first * DAY_NS, toNs: (last + 1n) * DAY_NS }
})

beforeAll(async () => {
  product = await startProduct({ data: folder.path })
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${PROJECT_KEY}` }
  for (const body of runs.flatMap(({ lines }) => lines)) {
    const answer = await fetch(`${product.otlp}/v1/traces`, { method: 'POST', headers, body })
    expect(answer.status).toBe(200)
  }
  await product.drained()
  const scores = runs.flatMap(({ spans }) =>
    spans.flatMap(({ trace, reward }) => (reward === null ? [] : [{ name: SCORE, value: reward, trace_id: trace }])),
  )
  await product.api('/scores', { method: 'POST', body: scores })
})
afterAll(async () => {
  await product?.stop()
  folder.remove()
})

const close = (found: unknown, wanted: number | null, what: string) => {
  const value = found === null || found === undefined ? null : Number(found)
  if (value === null || wanted === null) return expect([what, value]).toEqual([what, wanted])
  expect(Math.abs(value - wanted), `${what}: ${value}, and ${wanted} by hand`).toBeLessThanOrEqual(
    1e-9 * Math.max(1, Math.abs(wanted)),
  )
}

const ask = <T>(path: string, params: Readonly<Record<string, string>>) =>
  product.api<T>(`${path}?${new URLSearchParams(params)}`)

/** What the page of the overview asks beside its panels of boards and `/totals`; and a metric that is on no board. */
const OVERVIEW: readonly Panel[] = [
  ['sums', { metrics: ['traces', 'users', 'calls', 'cost.ours', 'unpriced_calls', 'tokens.input', 'tokens.output'] }],
  ['tokens', { metrics: ['tokens.input_uncached', 'tokens.cache_read', 'tokens.cache_write', 'tokens.output'] }],
  ['latency', { metrics: ['duration_p50', 'duration_p90', 'duration_p95', 'duration_p99'], root: true }],
  ['models', { metrics: ['cost.ours'], by: ['model'] }],
  ['own', { metrics: ['self_time'], by: ['kind'] }],
].map(([id, query]) => ({ id, title: id, chart: 'lines', width: 2, query }) as Panel)

describe('the numbers of every panel', () => {
  const cases = windows.flatMap((window) =>
    STANDING_IDS.flatMap((id) =>
      standingBoard(id, [SCORE]).panels.map((panel) => [window.name, panel.id, window, panel] as const),
    ),
  )
  it.each(cases)('%s: %s', async (_name, _id, window, panel) => {
    const { path, params } = requestOf(panel, contextOf(window))
    const scoped = rawPick(panel.query.q, panel.query.root === true, window.spans)
    if (path === '/series') {
      const answer = await ask<SeriesAnswer>(path, params)
      checkSeries(answer, panel, scoped, window)
      return checkMarks(answer, panel, ask)
    }
    if (path === '/spans') return checkSpans(await ask<SpanListAnswer>(path, params), panel, scoped)
    if (path === '/table') return checkTable(await ask<TableAnswer>(path, params), panel, scoped, window)
    if (path === '/distribution') return checkDistribution(await ask<DistributionAnswer>(path, params), scoped, params)
    return checkHeatmap(await ask<HeatmapAnswer>(path, params), scoped)
  })

  it.each(windows.flatMap((window) => OVERVIEW.map((panel) => [window.name, panel.id, window, panel] as const)))(
    '%s: %s of the overview',
    async (_name, _id, window, panel) => {
      const { path, params } = requestOf(panel, contextOf(window))
      const scoped = rawPick('', panel.query.root === true, window.spans)
      checkSeries(await ask<SeriesAnswer>(path, params), panel, scoped, window)
    },
  )

  it.each(windows.map((window) => [window.name, window] as const))(
    '%s: models, tools and failures of the overview',
    async (_name, window) => {
      const { spans } = window
      const range = { from: String(window.fromNs), to: String(window.toNs) }
      const { total } = await ask<{ total: Totals }>('/totals', range)
      const sum = (metric: string, of: readonly RawSpan[]) => rawMetric(metric, of, spans)
      for (const { model, calls, errors, tokens, cost } of total.models) {
        const own = spans.filter((span) => span.isCall && span.fields.model === (model ?? ''))
        expect([model, calls, errors]).toEqual([model, sum('calls', own), sum('errors', own)])
        close(tokens.input, sum('tokens.input', own), `input of ${model}`)
        close(cost.ours, sum('cost.ours', own), `cost of ${model}`)
      }
      expect(total.models.reduce((all, { calls }) => all + calls, 0)).toBe(sum('calls', spans))
      for (const { tool, calls, errors } of total.tools) {
        const own = spans.filter(({ kind, fields }) => kind === 'tool' && fields.tool === (tool ?? ''))
        expect([tool, calls, errors]).toEqual([tool, own.length, sum('errors', own)])
      }
      const { series } = await ask<SeriesAnswer>('/series', { ...range, metric: 'traces', q: 'trace.errors>0' })
      expect(series[0]?.total).toBe(sum('traces', rawPick('has:error', false, spans)))
    },
  )

  it.each(windows.map((window) => [window.name, window] as const))(
    '%s: where the month is going',
    async (_name, window) => {
      const [panel] = standingBoard('cost', []).panels.filter(({ forecast }) => forecast === true)
      if (panel === undefined) throw new Error('no panel forecasts')
      const atMs = Number(window.toNs / 1_000_000n) - 7 * 3_600_000
      const month = monthOf(atMs, 'gregory', 'UTC')
      const at = new Date(atMs)
      expect([month.startMs, month.endMs]).toEqual(
        [0, 1].map((more) => Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + more)),
      )
      const bounds = { from: new Date(month.startMs).toISOString(), to: at.toISOString() }
      const { path, params } = requestOf(panel, { ...bounds, step: '1d', tz: 'UTC' })
      const answer = await ask<SeriesAnswer>(path, params)
      const [line] = panelLines(panel, answer)
      const ms = (ns: string | undefined) => Number(BigInt(ns ?? 0) / 1_000_000n)
      const buckets = answer.buckets.map((from, index) => ({
        fromMs: ms(from),
        toMs: ms(answer.bucket_ends[index]),
        value: line?.points[index] ?? null,
      }))
      const found = forecastOf(buckets, month, atMs)
      // All that was sent, whatever file it is of.
      const spent = (fromMs: number) => {
        const all = windows.flatMap(({ spans }) => spans)
        const own = all.filter(
          ({ startNs }) => startNs >= BigInt(fromMs) * 1_000_000n && startNs < BigInt(atMs) * 1_000_000n,
        )
        return rawMetric('cost.ours', own, all)
      }
      const DAY_MS = 86_400_000
      const sinceMs = Math.max(month.startMs, Math.ceil((atMs - 7 * DAY_MS) / DAY_MS) * DAY_MS)
      const soFar = spent(month.startMs)
      close(found?.soFar, soFar, 'spent so far')
      const pace = (spent(sinceMs) ?? 0) / (atMs - sinceMs)
      close(found?.atEnd, (soFar ?? 0) + pace * (month.endMs - atMs), 'at the end of the month')
    },
  )

  it('are about traffic that says what the public runs leave out', () => {
    const { spans = [] } = windows.find(({ name }) => name === MADE) ?? {}
    for (const metric of ['ttft_p95', 'documents_mean', 'empty_retrieval_rate'])
      expect([metric, rawMetric(metric, spans, spans)]).not.toEqual([metric, null])
    expect(rawMetric('empty_retrievals', spans, spans)).toBe(10)
    const versions = rawPick('prompt:*', false, spans).map(({ fields }) => fields.prompt_version)
    expect([...new Set(versions)].sort()).toEqual(['1', '2', '3'])
  })

  it.each(windows.map((window) => [window.name, window] as const))(
    '%s: are the counts of the lists behind them',
    async (_name, window) => {
      const range = { from: String(window.fromNs), to: String(window.toNs) }
      const metric = 'traces,spans,calls,errors,sessions,users,unpriced_calls,tool_calls,tool_errors'
      const { series } = await ask<SeriesAnswer>('/series', { ...range, metric, step: '1d' })
      for (const { scope, q, total, metric: name } of series) {
        const counted = await ask<{ n: number }>('/count', { ...range, scope: scope ?? '', q: q ?? '' })
        expect([name, counted.n]).toEqual([name, total])
      }
    },
  )
})

const contextOf = (window: Window) =>
  ({ from: String(window.fromNs), to: String(window.toNs), step: '1d', tz: 'UTC' }) as const

const groupOf = (span: RawSpan, by: readonly string[]) => by.map((key) => span.fields[key] ?? '')
const isIn = (span: RawSpan, by: readonly string[], values: readonly (string | null)[]) =>
  groupOf(span, by).every((value, index) => value === (values[index] ?? ''))

function checkSeries(answer: SeriesAnswer, panel: Panel, scoped: readonly RawSpan[], window: Window): void {
  const by = panel.query.by ?? []
  // The buckets are the window, without a gap, so that nothing falls between them.
  expect([answer.buckets[0], ...answer.bucket_ends]).toEqual([
    String(window.fromNs),
    ...answer.buckets.slice(1),
    String(window.toNs),
  ])
  const named = answer.series.filter(({ other }) => !other).map(({ value, values }) => values ?? [value])
  for (const series of answer.series) {
    const values = series.values ?? [series.value]
    const own = scoped.filter((span) =>
      by.length === 0 ? true : series.other ? !named.some((group) => isIn(span, by, group)) : isIn(span, by, values),
    )
    const what = `${series.metric} of ${series.other ? 'others' : values.join()}`
    close(series.total, rawMetric(series.metric, own, window.spans), what)
    series.points.forEach((point, index) => {
      const bounds = [BigInt(answer.buckets[index] ?? 0), BigInt(answer.bucket_ends[index] ?? 0)] as const
      const inBucket = series.metric.startsWith('cost_per_trace_p')
        ? tracesFrom(own, ...bounds)
        : bucketOf(series.metric, own, ...bounds)
      close(point, rawMetric(series.metric, inBucket, window.spans), `${what} in bucket ${index}`)
    })
  }
  if (scoped.length > 0) expect(answer.series.length).toBeGreaterThan(0)
  if (by.length > 0) expect(answer.groups).toBe(new Set(scoped.map((span) => JSON.stringify(groupOf(span, by)))).size)
  // Every group is drawn, or in the line of the others.
  const isLost = (span: RawSpan) => by.length > 0 && !named.some((group) => isIn(span, by, group))
  if (!answer.series.some(({ other }) => other)) expect(scoped.filter(isLost)).toEqual([])
  checkShare(answer, panel, scoped, window)
}

/** One metric divided by another, as it is drawn. */
function checkShare(answer: SeriesAnswer, panel: Panel, scoped: readonly RawSpan[], window: Window): void {
  const { metrics, per } = panel.query
  if (per === undefined) return
  const share = (spans: readonly RawSpan[]) => {
    const [over, under] = [metrics[0] ?? '', per.metric].map((metric) => rawMetric(metric, spans, window.spans))
    return over === null || over === undefined || !under ? null : (over / under) * per.times
  }
  const [line] = panelLines(panel, answer)
  close(line?.total, share(scoped), panel.id)
  line?.points.forEach((point, index) => {
    const [from, to] = [BigInt(answer.buckets[index] ?? 0), BigInt(answer.bucket_ends[index] ?? 0)]
    close(point, share(bucketOf('traces', scoped, from, to)), `${panel.id} in bucket ${index}`)
  })
}

/** A trace is counted where its first span in scope lies, and so are its scores. */
function bucketOf(metric: string, spans: readonly RawSpan[], fromNs: bigint, toNs: bigint): readonly RawSpan[] {
  const inBucket = spans.filter(({ startNs }) => startNs >= fromNs && startNs < toNs)
  if (metric !== 'traces' && !metric.startsWith('score')) return inBucket
  const earlier = new Set(spans.filter(({ startNs }) => startNs < fromNs).map(({ trace }) => trace))
  return inBucket.filter(({ trace }) => !earlier.has(trace))
}

/** The priced calls of the traces whose first one lies in the bucket. */
function tracesFrom(spans: readonly RawSpan[], fromNs: bigint, toNs: bigint): readonly RawSpan[] {
  const priced = spans.filter(({ usd }) => usd !== null)
  const firsts = new Map<string, bigint>()
  for (const { trace, startNs } of priced) {
    const known = firsts.get(trace)
    if (known === undefined || startNs < known) firsts.set(trace, startNs)
  }
  return priced.filter(({ trace }) => {
    const firstNs = firsts.get(trace) ?? -1n
    return firstNs >= fromNs && firstNs < toNs
  })
}

/** The first of them by what sorts them; of those alike any. */
function checkSpans(answer: SpanListAnswer, panel: Panel, scoped: readonly RawSpan[]): void {
  const isByStart = panel.query.metrics[0] === 'start'
  const keys = scoped.map(({ startNs, durationNs }) => (isByStart ? startNs : BigInt(durationNs)))
  const wanted = keys.sort((a, b) => (a < b ? 1 : -1)).slice(0, panel.query.limit ?? 10)
  expect(answer.spans.map(({ start, duration }) => BigInt((isByStart ? start : duration) ?? 0))).toEqual(wanted)
}

function checkTable(answer: TableAnswer, panel: Panel, scoped: readonly RawSpan[], window: Window): void {
  const by = panel.query.by ?? []
  const groups = new Set(scoped.map((span) => JSON.stringify(groupOf(span, by))))
  expect(answer.rows.length + answer.groups_left_out).toBe(groups.size)
  answer.metrics.forEach(({ metric }, column) => {
    close(answer.total.points[column], rawMetric(metric, scoped, window.spans), `${metric} of all`)
    for (const { values, points } of answer.rows) {
      const own = scoped.filter((span) => isIn(span, by, values))
      close(points[column], rawMetric(metric, own, window.spans), `${metric} of ${values.join()}`)
    }
  })
}

/** A run says at most one reward, so that its score is one of its trace. */
async function checkDistribution(
  answer: DistributionAnswer,
  scoped: readonly RawSpan[],
  { from = '', to = '' }: Readonly<Record<string, string>>,
): Promise<void> {
  const rewards = scoped.flatMap(({ reward }) => (reward === null ? [] : [reward]))
  expect([answer.scores, answer.numbers, answer.unknown]).toEqual([rewards.length, rewards.length, 0])
  const bounds = rewards.length === 0 ? [null, null] : [Math.min(...rewards), Math.max(...rewards)]
  expect([answer.min, answer.max]).toEqual(bounds)
  for (const bar of answer.bars) {
    if (bar.kind !== 'range') throw new Error(`rewards are numbers, and this is a ${bar.kind}`)
    const { from: low, to: high, holds_end: holdsEnd } = bar
    const wanted = rewards.filter(
      (value) => value >= Number(low) && (holdsEnd ? value <= Number(high) : value < Number(high)),
    )
    expect([low, high, bar.scores]).toEqual([low, high, wanted.length])
    const behind = await ask<{ n: number }>('/count', { q: bar.q, scope: 'traces', from, to })
    expect([bar.q, behind.n]).toEqual([bar.q, bar.traces])
  }
  expect(answer.bars.reduce((all, { scores }) => all + scores, 0)).toBe(rewards.length)
}

function checkHeatmap(answer: HeatmapAnswer, scoped: readonly RawSpan[]): void {
  const bounds = [...answer.levels, answer.level_end ?? 'Infinity'].map(Number)
  const inCell = ([bucket, level]: readonly number[]) =>
    scoped.filter(({ startNs, durationNs }) => {
      const [from, to] = [BigInt(answer.buckets[bucket ?? 0] ?? 0), BigInt(answer.bucket_ends[bucket ?? 0] ?? 0)]
      const [low = 0, high = 0] = [bounds[level ?? 0], bounds[(level ?? 0) + 1]]
      return startNs >= from && startNs < to && durationNs >= low && durationNs < high
    }).length
  for (const cell of answer.cells) expect(inCell(cell)).toBe(cell[2])
  expect(answer.cells.reduce((all, [, , n]) => all + n, 0)).toBe(scoped.length)
}
