/** Every panel of every standing board against the bodies that were sent, by a reading of our own. */
import type { HeatmapAnswer, Panel, SeriesAnswer, TableAnswer } from '@vitrine/schemas/api'
import { requestOf, STANDING_IDS, standingBoard } from '@vitrine/schemas/boards'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataPath, hasSharedData } from '../property/shared-data.ts'
import { madeRuns } from '../support/made-runs.ts'
import { PROJECT_KEY, type Product, startProduct, tempFolder } from '../support/product.ts'
import { rawMetric, rawPick } from '../support/raw-metrics.ts'
import { type RawSpan, readBodies, readRuns } from '../support/raw-runs.ts'

const DAY_NS = 86_400_000_000_000n
const SCORE = 'reward_feedback'
/** What the second file adds: calls that read from a cache. */
const CACHED = ['cost', 'usage'] as const
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

const boardsOf = (index: number) => (index === 0 || windows[index]?.name === MADE ? STANDING_IDS : CACHED)

describe('the numbers of every panel', () => {
  const cases = windows.flatMap((window, index) =>
    boardsOf(index).flatMap((id) =>
      standingBoard(id, [SCORE]).panels.map((panel) => [window.name, panel.id, window, panel] as const),
    ),
  )
  it.each(cases)('%s: %s', async (_name, _id, window, panel) => {
    const context = { from: String(window.fromNs), to: String(window.toNs), step: '1d' as const, tz: 'UTC' }
    const { path, params } = requestOf(panel, context)
    const scoped = rawPick(panel.query.q, panel.query.root === true, window.spans)
    if (path === '/series') return checkSeries(await ask<SeriesAnswer>(path, params), panel, scoped, window)
    if (path === '/table') return checkTable(await ask<TableAnswer>(path, params), panel, scoped, window)
    return checkHeatmap(await ask<HeatmapAnswer>(path, params), scoped)
  })

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

const groupOf = (span: RawSpan, by: readonly string[]) => by.map((key) => span.fields[key] ?? '')
const isIn = (span: RawSpan, by: readonly string[], values: readonly (string | null)[]) =>
  groupOf(span, by).every((value, index) => value === (values[index] ?? ''))

function checkSeries(answer: SeriesAnswer, panel: Panel, scoped: readonly RawSpan[], window: Window): void {
  const by = panel.query.by ?? []
  const named = answer.series.filter(({ other }) => !other).map(({ value, values }) => values ?? [value])
  for (const series of answer.series) {
    const values = series.values ?? [series.value]
    const own = scoped.filter((span) =>
      by.length === 0 ? true : series.other ? !named.some((group) => isIn(span, by, group)) : isIn(span, by, values),
    )
    const what = `${series.metric} of ${series.other ? 'others' : values.join()}`
    close(series.total, rawMetric(series.metric, own, window.spans), what)
    if (series.metric.startsWith('score')) continue
    series.points.forEach((point, index) => {
      const inBucket = bucketOf(
        series.metric,
        own,
        BigInt(answer.buckets[index] ?? 0),
        BigInt(answer.bucket_ends[index] ?? 0),
      )
      close(point, rawMetric(series.metric, inBucket, window.spans), `${what} in bucket ${index}`)
    })
  }
  if (scoped.length > 0) expect(answer.series.length).toBeGreaterThan(0)
}

/** A trace is counted where its first span in scope lies. */
function bucketOf(metric: string, spans: readonly RawSpan[], fromNs: bigint, toNs: bigint): readonly RawSpan[] {
  const inBucket = spans.filter(({ startNs }) => startNs >= fromNs && startNs < toNs)
  if (metric !== 'traces') return inBucket
  const earlier = new Set(spans.filter(({ startNs }) => startNs < fromNs).map(({ trace }) => trace))
  return inBucket.filter(({ trace }) => !earlier.has(trace))
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
