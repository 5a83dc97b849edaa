// Made-up series and totals. Shapes are those of the API; the values follow a daily wave.
import { costOf, HOUR, MODELS, ns, randomFrom, TOOLS, tokensOf } from './fake-data.mjs'

const STEP_MS = {
  '1m': 60_000,
  '5m': 5 * 60_000,
  '15m': 15 * 60_000,
  '1h': HOUR,
  '6h': 6 * HOUR,
  '1d': 24 * HOUR,
  '1w': 168 * HOUR,
}

const toMs = (text, fallback) =>
  text === null ? fallback : /^\d+$/.test(text) ? Number(BigInt(text) / 1_000_000n) : Date.parse(text)

function blockOf(params, fromMs, toMs, step, nowMs) {
  const size = STEP_MS[step]
  const starts = []
  for (let at = Math.floor(fromMs / size) * size; at < toMs; at += size) starts.push(at)
  return {
    from: ns(fromMs),
    to: ns(toMs),
    buckets: starts.map(ns),
    bucket_ends: starts.map((at) => ns(Math.min(at + size, toMs))),
    partial: starts.map((at) => at + size > nowMs || at < fromMs),
    series: params
      .getAll('metric')
      .flatMap((list) => list.split(','))
      .flatMap((metric) => seriesOf(metric, params.get('by'), shareOf(params), starts, size)),
  }
}

/** A filter on failed traces picks a part of them. */
function shareOf(params) {
  return (params.get('q') ?? '').includes('trace.errors') ? 0.08 : 1
}

function seriesOf(metric, by, share, starts, size) {
  if (by === 'model') return MODELS.map((entry) => oneSeries(metric, entry.model, entry.share, starts, size))
  if (by === 'status')
    return [oneSeries(metric, 'ok', 0.93, starts, size), oneSeries(metric, 'error', 0.07, starts, size)]
  return [oneSeries(metric, null, share, starts, size)]
}

const UNITS = [
  [/^(duration|ttft)/, 'ns'],
  [/^cost/, 'USD'],
  [/^tokens\./, 'tokens'],
  [/^tokens_per/, '1/s'],
]

function oneSeries(metric, value, share, starts, size) {
  const unit = UNITS.find(([pattern]) => pattern.test(metric))?.[1] ?? '1'
  const isUnpriced = value === 'house-llama-70b' && unit === 'USD'
  const isRatio = /^(error_rate|duration|ttft|tokens_per|score:)/.test(metric)
  const n = starts.map((at) => volume(at, size, share))
  const points = starts.map((at, i) => (isUnpriced ? null : pointOf(metric, unit, at, n[i], isRatio)))
  const said = points.filter((point) => point !== null).map(Number)
  const sum = said.reduce((total, point) => total + point, 0)
  const total = said.length === 0 ? null : isRatio ? sum / said.length : sum
  return {
    metric,
    unit,
    value,
    other: false,
    points,
    ...(isRatio ? { n, total_n: n.reduce((a, b) => a + b, 0) } : {}),
    total: total === null ? null : unit === 'USD' ? total.toFixed(9) : isRatio ? total : Math.round(total),
    scope: 'spans',
    q: value === null ? '' : `${metric.startsWith('traces') ? 'status' : 'model'}:${JSON.stringify(value)}`,
  }
}

/** Spans of one bucket: a wave over the day, and two quiet hours at night. */
function volume(at, size, share) {
  const hour = (at / HOUR) % 24
  if (hour >= 2 && hour < 4 && size <= HOUR) return 0
  const wave = 1 + Math.sin(((hour - 9) / 24) * 2 * Math.PI)
  return Math.round(((wave * 22 + 6 * randomFrom(at / 1000)()) * share * size) / HOUR)
}

function pointOf(metric, unit, at, n, isRatio) {
  if (n === 0) return isRatio || unit !== '1' ? null : 0
  const noise = randomFrom(at / 1000 + metric.length)()
  const scale = {
    duration_p50: 1.4e9,
    duration_p75: 2e9,
    duration_p90: 3.4e9,
    duration_p95: 4.6e9,
    duration_p99: 8.1e9,
  }
  if (metric in scale) return Math.round(scale[metric] * (0.8 + noise * 0.5))
  if (unit === 'ns') return Math.round(4e8 * (0.7 + noise))
  if (metric === 'error_rate') return noise * 0.12
  if (metric.startsWith('score:')) return 0.6 + noise * 0.3
  if (unit === 'USD') return (n * 0.0123 * (0.7 + noise)).toFixed(9)
  if (unit === 'tokens') return Math.round(n * 1700 * (0.7 + noise) * (metric.includes('output') ? 0.2 : 1))
  if (metric === 'errors') return Math.round(n * 0.07 * noise * 2)
  if (metric === 'unpriced_calls') return Math.round(n * 0.05)
  return n
}

function stepFor(params, fromMs, toMs) {
  const asked = params.get('step')
  if (asked !== null) return asked
  return Object.keys(STEP_MS).find((step) => (toMs - fromMs) / STEP_MS[step] <= 300) ?? '1w'
}

export function seriesAnswer(params, nowMs) {
  const to = toMs(params.get('to'), nowMs)
  const from = toMs(params.get('from'), to - 24 * HOUR)
  const step = stepFor(params, from, to)
  const answer = { project: params.get('project'), step, tz: params.get('tz') ?? 'UTC' }
  const compare = params.get('compare') === null ? {} : { compare: blockOf(params, 2 * from - to, from, step, nowMs) }
  return { ...answer, ...blockOf(params, from, to, step, nowMs), ...compare }
}

export function totalsAnswer(params, nowMs) {
  const to = toMs(params.get('to'), nowMs)
  const hours = (to - toMs(params.get('from'), to - 24 * HOUR)) / HOUR
  const calls = Math.round(hours * 48)
  const models = MODELS.map(({ model, provider, price, share }) => {
    const n = Math.round(calls * share)
    return {
      model,
      provider,
      calls: n,
      errors: Math.round(n * 0.03),
      tokens: tokensOf(n * 2100, n * 340),
      cost: price === null ? costOf(0, 0, n) : costOf(n * 3000 * price, n, 0),
    }
  })
  const unpriced = models.at(-1).calls
  const total = {
    traces: Math.round(hours * 21),
    spans: calls * 3,
    spans_by_kind: { llm: calls, tool: calls, agent: calls },
    errors: Math.round(calls * 0.05),
    errors_by_kind: { tool: Math.round(calls * 0.05) },
    sessions: 31,
    users: 23,
    calls,
    calls_without_usage: 4,
    rolled_up_traces: 0,
    tokens: tokensOf(calls * 2100, calls * 340),
    tokens_estimated: tokensOf(null, null),
    cost: costOf(calls * 0.0123, calls - unpriced, unpriced),
    models,
    tools: TOOLS.map((tool, i) => ({ tool, calls: Math.round(calls / (i + 2)), errors: i * 3 })),
    scores: [
      { name: 'helpfulness', n: Math.round(calls / 4), mean: 0.74 },
      { name: 'groundedness', n: Math.round(calls / 9), mean: 0.61 },
    ],
  }
  return {
    project: params.get('project'),
    from: params.get('from'),
    to: params.get('to'),
    by: null,
    total,
    groups: [],
    groups_left_out: 0,
  }
}
