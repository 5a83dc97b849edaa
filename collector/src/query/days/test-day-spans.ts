/** For tests of days that are kept: spans of several days, some of them of traces that outlast a day. */
import { clockAt } from '../../base/clock.ts'
import type { Store } from '../../store/store.ts'
import { boundStore } from '../../store/test-bound-store.ts'
import { mulberry32 } from '../test-random.ts'
import { at, openTestStore, PROJECT, spanIdOf, spanRow, T0, type TestStore, traceRow } from '../test-store.ts'
import { createKeptDays, type KeptDays } from './kept-days.ts'

export const DAY = 86_400
export const DAYS = 6
export const NOW_NS = T0 + BigInt(DAYS * DAY) * 1_000_000_000n
export const clock = clockAt(() => Number(NOW_NS / 1_000_000n))
const SPANS_A_DAY = 60
/** The first half last as long as anything comes, the others a few hours. */
const TRACES = 40

export interface DayStore extends TestStore {
  /** Of old and new traces, that begin within the day after `seconds`. */
  addSpans(seconds: number, count: number, more?: Readonly<Record<string, unknown>>): Promise<void>
  /** Two calls that turn out to be another one's. */
  judge(): Promise<void>
  /** Of a process that has just begun; over a store that is not what it was, if `over` says so. */
  openDays(over?: Partial<Store>): KeptDays
  /** What went wrong in the background. */
  readonly failures: readonly unknown[]
}

/** Keeps nothing: all is read as it is, in the same form. */
export const LIVE: KeptDays = {
  fewSpans: 0,
  find: () => Promise.resolve(undefined),
  settled: () => Promise.resolve(),
  stop: () => Promise.resolve(),
}

export async function openDayStore(): Promise<DayStore> {
  const test = await openTestStore()
  const random = mulberry32(7)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  const roots = new Map<number, { readonly span: number; readonly start: number }>()
  const bounds = new Map<number, { first: number; last: number }>()
  const failures: unknown[] = []
  let spans = 0
  let version = 1

  async function addSpans(seconds: number, count: number, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const rows = Array.from({ length: count }, () => {
      spans += 1
      const isLlm = random() < 0.5
      const day = Math.floor(seconds / DAY)
      const isLong = random() < 0.5
      const trace = 1 + Math.floor((random() * TRACES) / 2) + (isLong ? 0 : TRACES * (day + 1))
      const start = seconds + Math.floor(isLong ? random() * DAY : ((trace / 97) % 1) * 0.8 * DAY + random() * 10_000)
      return {
        trace,
        start,
        span: spans,
        row: spanRow(trace, spans, {
          kind: isLlm ? 'llm' : pick(['tool', 'retrieval', 'agent']),
          model: isLlm ? pick(['a', 'b', 'c', '']) : '',
          status: pick(['ok', 'error']),
          start_time: at(start),
          end_time: at(start + random() * 100),
          user_id: roots.has(trace) || trace % 4 !== 0 ? pick(['', '', 'ann', 'bob', `u${trace}`]) : `owner ${trace}`,
          session_id: roots.has(trace) || trace % 5 !== 0 ? pick(['', '', `s${trace % 9}`]) : `session ${trace}`,
          tokens_input_uncached: isLlm ? Math.floor(random() * 1000) : null,
          tokens_cache_read: isLlm && random() < 0.5 ? Math.floor(random() * 1000) : null,
          tokens_output: isLlm && random() < 0.8 ? Math.floor(random() * 1000) : null,
          cost_total: isLlm && random() < 0.8 ? `0.${String(Math.floor(random() * 1e6)).padStart(6, '0')}` : null,
          cost_by_bucket: { input_uncached: '0.002', cache_read: '0.0001' },
          ttft_ns: isLlm ? Math.floor(random() * 1e9) : null,
          tool_name: pick(['hammer', 'saw']),
          attributes: random() < 0.4 ? { tier: pick(['gold', 'free']) } : {},
          documents: random() < 0.3 ? Math.floor(random() * 3) : null,
          ...more,
        }),
      }
    })
    await test.store.insertRows(
      'spans',
      rows.map(({ row }) => row),
    )
    const traces = [...new Set(rows.map(({ trace }) => trace))]
    for (const row of rows) if (!roots.has(row.trace)) roots.set(row.trace, row)
    await test.store.insertRows(
      'traces',
      traces.map((trace) => {
        const starts = rows.filter((row) => row.trace === trace).map(({ start }) => start)
        version += 1
        return traceRow(trace, {
          start_time: at(Math.min(bounds.get(trace)?.first ?? Number.POSITIVE_INFINITY, ...starts)),
          end_time: at(noteBounds(trace, starts) + 100),
          root_span_id: spanIdOf(roots.get(trace)?.span ?? 0),
          root_start_time: at(roots.get(trace)?.start ?? 0),
          name: `feature ${trace % 3}`,
          user_id: trace % 4 === 0 ? `owner ${trace}` : '',
          session_id: trace % 5 === 0 ? `session ${trace}` : '',
          version,
        })
      }),
    )
  }
  function noteBounds(trace: number, starts: readonly number[]): number {
    const before = bounds.get(trace)
    const first = Math.min(before?.first ?? Number.POSITIVE_INFINITY, ...starts)
    const last = Math.max(before?.last ?? 0, ...starts)
    bounds.set(trace, { first, last })
    return last
  }

  async function judge(): Promise<void> {
    const rows = await test.store.query<{ trace_id: string; span_id: string }>(
      `select trace_id, span_id from spans where kind = 'llm' order by span_id limit 2 offset ${Math.floor(random() * 50)}`,
    )
    await test.store.insertRows(
      'span_verdicts',
      rows.map((row) => ({
        project_id: PROJECT,
        ...row,
        ...{ counts: 0, usage: 0, merged_into: spanIdOf(1), reason: 'repeat', version: 1, deleted: 0 },
      })),
    )
  }

  for (let day = 0; day < DAYS; day += 1) await addSpans(day * DAY, SPANS_A_DAY)
  const openDays = (over: Partial<Store> = {}) =>
    createKeptDays({
      store: { ...boundStore(test.store), ...over },
      clock,
      fewSpans: 0,
      quietMs: 0,
      log: { warn: (...said: unknown[]) => void failures.push(said) },
    })
  return { ...test, addSpans, judge, openDays, failures }
}
