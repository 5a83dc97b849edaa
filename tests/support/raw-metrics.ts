/** What each metric of a board is, said once more and plainly, over the spans of a file. null: nobody said. */
import type { RawSpan } from './raw-runs.ts'

type Of = (spans: readonly RawSpan[]) => number | null

const known = (values: readonly (number | null)[]) => values.filter((value) => value !== null)
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)
const sumOf =
  (of: (span: RawSpan) => number | null): Of =>
  (spans) => {
    const values = known(spans.map(of))
    return values.length === 0 ? null : sum(values)
  }
const countOf =
  (of: (span: RawSpan) => boolean): Of =>
  (spans) =>
    spans.filter(of).length
const distinctOf =
  (of: (span: RawSpan) => string): Of =>
  (spans) =>
    new Set(spans.map(of).filter((value) => value !== '')).size
const shareOf = (part: (span: RawSpan) => boolean, whole: (span: RawSpan) => boolean): Of => {
  return (spans) => ratio(spans.filter((span) => whole(span) && part(span)).length, spans.filter(whole).length)
}
const ratio = (over: number, under: number) => (under === 0 ? null : over / under)

/** Between neighbours, as spreadsheets do it. */
function quantile(values: readonly number[], level: number): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  if (sorted.length === 0) return null
  const at = (sorted.length - 1) * level
  const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0]
  return low + (high - low) * (at - Math.floor(at))
}

const isTool = (span: RawSpan) => span.kind === 'tool'
const both = ({ input, output }: RawSpan) => (input === null && output === null ? null : (input ?? 0) + (output ?? 0))
const isTimed = (span: RawSpan) => span.isCall && span.output !== null && span.durationNs > 0
const speed = (span: RawSpan) => (isTimed(span) ? ((span.output ?? 0) * 1e9) / span.durationNs : null)
const rewards = (spans: readonly RawSpan[], all: readonly RawSpan[]) => {
  const traces = new Set(spans.map(({ trace }) => trace))
  return known(all.filter(({ trace }) => traces.has(trace)).map(({ reward }) => reward))
}

/** What is known of the money of each trace, session or user that has a name. */
function sumsBy(keyOf: (span: RawSpan) => string, spans: readonly RawSpan[]): number[] {
  const sums = new Map<string, number>()
  for (const span of spans) {
    const key = keyOf(span)
    if (key !== '' && span.usd !== null) sums.set(key, (sums.get(key) ?? 0) + span.usd)
  }
  return [...sums.values()]
}
const meanOf = (values: readonly number[]) => ratio(sum(values), values.length)

const METRICS: Readonly<Record<string, Of>> = {
  traces: distinctOf(({ trace }) => trace),
  spans: (spans) => spans.length,
  calls: countOf(({ isCall }) => isCall),
  errors: countOf(({ isFailed }) => isFailed),
  sessions: distinctOf(({ session }) => session),
  users: distinctOf(({ user }) => user),
  unpriced_calls: countOf((span) => span.isCall && both(span) !== null && span.usd === null),
  tool_calls: countOf(isTool),
  tool_errors: countOf((span) => isTool(span) && span.isFailed),
  retrievals: countOf(({ kind }) => kind === 'retrieval'),
  empty_retrievals: countOf(({ documents }) => documents === 0),
  documents: sumOf(({ documents }) => documents),
  documents_mean: (spans) => {
    const found = known(spans.map(({ documents }) => documents))
    return ratio(sum(found), found.length)
  },
  empty_retrieval_rate: shareOf(
    ({ documents }) => documents === 0,
    ({ documents }) => documents !== null,
  ),
  error_rate: shareOf(
    ({ isFailed }) => isFailed,
    () => true,
  ),
  tool_error_rate: shareOf(({ isFailed }) => isFailed, isTool),
  'tokens.total': sumOf(both),
  'tokens.input': sumOf(({ input }) => input),
  'tokens.output': sumOf(({ output }) => output),
  'tokens.input_uncached': sumOf(({ input, cacheRead, cacheWrite }) =>
    input === null ? null : input - (cacheRead ?? 0) - (cacheWrite ?? 0),
  ),
  'tokens.cache_read': sumOf(({ cacheRead }) => cacheRead),
  'tokens.cache_write': sumOf(({ cacheWrite }) => cacheWrite),
  // None of the files has any.
  'tokens.reasoning': () => null,
  'tokens.input_not_cached': sumOf(({ input, cacheRead }) => (input === null ? null : input - (cacheRead ?? 0))),
  'tokens.output_not_reasoning': sumOf(({ output }) => output),
  'cost.ours': sumOf(({ usd }) => usd),
  cost_per_trace: (spans) => meanOf(sumsBy(({ trace }) => trace, spans)),
  cost_per_session: (spans) => meanOf(sumsBy(({ session }) => session, spans)),
  cost_per_user: (spans) => meanOf(sumsBy(({ user }) => user, spans)),
  'cost.reported': sumOf(({ reportedUsd }) => reportedUsd),
  'cost.cache_savings': sumOf(({ savedUsd }) => savedUsd),
  cache_hit_rate: (spans) =>
    ratio(sum(known(spans.map(({ cacheRead }) => cacheRead))), sum(known(spans.map(({ input }) => input)))),
  traces_per_session: (spans) => {
    const inSession = spans.filter(({ session }) => session !== '')
    return ratio(
      new Set(inSession.map(({ trace }) => trace)).size,
      new Set(inSession.map(({ session }) => session)).size,
    )
  },
  tokens_per_second: (spans) => {
    const timed = spans.filter(isTimed)
    return ratio(sum(timed.map(({ output }) => output ?? 0)) * 1e9, sum(timed.map(({ durationNs }) => durationNs)))
  },
  duration_total: sumOf(({ durationNs }) => durationNs),
  duration_mean: (spans) => ratio(sum(spans.map(({ durationNs }) => durationNs)), spans.length),
}

const MEASURES: Readonly<Record<string, (span: RawSpan) => number | null>> = {
  duration: ({ durationNs }) => durationNs,
  ttft: ({ ttftNs }) => ttftNs,
  tokens_per_second: speed,
}

/** `all` are the spans of the window, since a score of a trace stands on one span of it. */
export function rawMetric(metric: string, spans: readonly RawSpan[], all: readonly RawSpan[]): number | null {
  const level = /^(duration|ttft|tokens_per_second)_p(\d+)$/.exec(metric)
  const measure = MEASURES[level?.[1] ?? '']
  if (measure !== undefined) return quantile(known(spans.map(measure)), Number(level?.[2]) / 100)
  const perTrace = /^cost_per_trace_p(\d+)$/.exec(metric)
  if (perTrace !== null)
    return quantile(
      sumsBy(({ trace }) => trace, spans),
      Number(perTrace[1]) / 100,
    )
  const quartile = /^score_p(\d+):/.exec(metric)
  if (quartile !== null) return quantile(rewards(spans, all), Number(quartile[1]) / 100)
  if (metric.startsWith('score_interval:')) {
    const values = rewards(spans, all)
    const mean = meanOf(values) ?? 0
    const spread = ratio(sum(values.map((value) => (value - mean) ** 2)), values.length - 1)
    return values.length < 2 || spread === null ? null : 1.96 * Math.sqrt(spread / values.length)
  }
  if (metric.startsWith('score_n:')) return rewards(spans, all).length
  if (metric.startsWith('score_positive:')) return rewards(spans, all).filter((reward) => reward > 0).length
  if (metric.startsWith('score:')) return ratio(sum(rewards(spans, all)), rewards(spans, all).length)
  if (metric === 'self_time') return sumOf((span) => selfNs(span, all))(spans)
  if (metric === 'tool_retries') return spans.filter((span) => isRetry(span, all)).length
  const of = METRICS[metric]
  if (of === undefined) throw new Error(`no plain reading of ${metric}`)
  return of(spans)
}

/** Spans of a run by what `keyOf` says, found once for each run. */
function grouping(keyOf: (span: RawSpan) => string): (all: readonly RawSpan[], key: string) => readonly RawSpan[] {
  const known = new WeakMap<readonly RawSpan[], Map<string, RawSpan[]>>()
  return (all, key) => {
    const groups = known.get(all) ?? new Map<string, RawSpan[]>()
    for (const span of known.has(all) ? [] : all) {
      const group = groups.get(keyOf(span))
      if (group === undefined) groups.set(keyOf(span), [span])
      else group.push(span)
    }
    known.set(all, groups)
    return groups.get(key) ?? []
  }
}
const childrenOf = grouping(({ trace, parent }) => `${trace} ${parent}`)
const callsOf = grouping((span) => (isTool(span) ? `${span.trace} ${span.fields.tool}` : ''))

/** Of its time, every moment that no child has: between one bound of a child and the next, all of it or nothing. */
function selfNs(span: RawSpan, all: readonly RawSpan[]): number {
  const endOf = ({ startNs, durationNs }: RawSpan) => startNs + BigInt(durationNs)
  const inside = (ns: bigint) => (ns < span.startNs ? span.startNs : ns > endOf(span) ? endOf(span) : ns)
  const children = childrenOf(all, `${span.trace} ${span.id}`)
  const bounds = [span, ...children].flatMap((each) => [inside(each.startNs), inside(endOf(each))])
  const steps = [...new Set(bounds)].sort((a, b) => (a < b ? -1 : 1))
  return steps.reduce((own, from, at) => {
    const to = steps[at + 1] ?? from
    const isTaken = children.some((child) => child.startNs <= from && endOf(child) >= to)
    return isTaken ? own : own + Number(to - from)
  }, 0)
}

/** The call before it of this tool, in this trace, failed. */
function isRetry(span: RawSpan, all: readonly RawSpan[]): boolean {
  if (!isTool(span) || span.fields.tool === '') return false
  const order = (a: RawSpan, b: RawSpan) =>
    a.startNs === b.startNs ? (a.id < b.id ? -1 : 1) : a.startNs < b.startNs ? -1 : 1
  const calls = [...callsOf(all, `${span.trace} ${span.fields.tool}`)].sort(order)
  return calls[calls.indexOf(span) - 1]?.isFailed === true
}

const PICKS: Readonly<Record<string, (span: RawSpan) => boolean>> = {
  'has:call': ({ isCall }) => isCall,
  'has:error': ({ isFailed }) => isFailed,
  'ttft:*': ({ ttftNs }) => ttftNs !== null,
  'prompt:*': ({ fields }) => fields.prompt !== '',
  'finish_reason:*': ({ fields }) => fields.finish_reason !== '',
}

/** The spans that the filter of a standing panel picks. */
export function rawPick(q: string | undefined, isRootOnly: boolean, spans: readonly RawSpan[]): readonly RawSpan[] {
  const terms = (q ?? '').split(' ').filter((term) => term !== '')
  return spans.filter(
    (span) =>
      (!isRootOnly || span.isRoot) &&
      terms.every((term) => {
        const kinds = /^kind:([\w,]+)$/.exec(term)?.[1]
        if (kinds !== undefined) return kinds.split(',').includes(span.kind)
        const pick = PICKS[term]
        if (pick === undefined) throw new Error(`no plain reading of the filter ${term}`)
        return pick(span)
      }),
  )
}
