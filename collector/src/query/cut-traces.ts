/**
 * What a span inherits, another span of its trace says. So where all spans of a trace stand together, because no filter
 * picks some of them and no bound parts them, the users and sessions that they inherit are among those that they name,
 * and nothing has to be joined to count them. Only the traces that a bound cuts must say whose they are.
 */
import type { Buckets } from './buckets.ts'
import type { Metric } from './metrics.ts'
import type { SeriesRequest } from './series-request.ts'
import { slotSql } from './slot-sql.ts'
import type { Bindings } from './sql.ts'

const COUNTED_BY_NAME: ReadonlySet<string> = new Set(['users', 'sessions'])
const INHERITED = /\b(whose|session|whose_key|session_key|feature)\b/

/** Of rows of `traces`, those that a question has to ask; undefined: all. */
export function cutTraces(
  { window, filter, by }: SeriesRequest,
  metrics: readonly Metric[],
  buckets: Buckets,
  parts: readonly SeriesRequest['window'][] = [window],
): ((bind: Bindings) => string) | undefined {
  const namesOnly = metrics.every(
    ({ name, sql, n = '' }) => COUNTED_BY_NAME.has(name) || !INHERITED.test(`${sql(true)} ${n}`),
  )
  if (filter.kind !== 'all' || by.length > 0 || !namesOnly) return undefined
  const [first, last] = ['toUnixTimestamp64Nano(start_time)', 'toUnixTimestamp64Nano(end_time)']
  return (bind) => {
    const within = parts.map(
      ({ fromNs, toNs }) => `(${first} >= ${bind.add('Int64', fromNs)} and ${last} < ${bind.add('Int64', toNs)})`,
    )
    return `not (${within.join(' or ')}) or ${slotSql(first, buckets, { bind })} != ${slotSql(last, buckets, { bind })}`
  }
}
