/**
 * A span that was sent again with another start has two keys, so the engine does not replace one row by the other. The
 * better one stays, as if they had one key; a tombstone takes away each of the others. Asked only for traces whose
 * facts say that a span is there twice.
 */
import { tombstoneVersion } from '../normalise/times.ts'
import type { Store } from '../store/store.ts'
import { decimalSeconds } from './evaluation-scores.ts'

export interface ResentScope {
  readonly project: string
  readonly ids: readonly string[]
  /** Decimal seconds, as queries take them. */
  readonly from: string
  readonly to: string
}

const RESENT = `select
    trace_id,
    span_id,
    groupArray((toString(toUnixTimestamp64Nano(start_time)), retention_days, toString(version))) as deliveries
from spans final
where project_id = {project:String}
    and start_time >= {from:DateTime64(9, 'UTC')}
    and start_time <= {to:DateTime64(9, 'UTC')}
    and trace_id in {ids:Array(String)}
group by trace_id, span_id
having count() > 1
limit 100000`

interface Resent {
  readonly trace_id: string
  readonly span_id: string
  readonly deliveries: readonly (readonly [startNs: string, retentionDays: number, version: string])[]
}

const HOUR_SECONDS = 3600n

export async function buryResent(store: Store, scope: ResentScope): Promise<void> {
  const resent = await store.query<Resent>(RESENT, { ...scope })
  const tombstones = resent.flatMap(({ trace_id, span_id, deliveries }) =>
    others(deliveries).map(([start, retention_days, version]) => {
      const startNs = BigInt(start)
      const place = {
        project_id: scope.project,
        trace_id,
        span_id,
        start_time: decimalSeconds(startNs),
        retention_days,
      }
      const seconds = startNs / 1_000_000_000n
      const hour = String(seconds - (seconds % HOUR_SECONDS))
      return { place: { ...place, version: String(tombstoneVersion(BigInt(version))), deleted: 1 }, hour }
    }),
  )
  if (tombstones.length === 0) return
  // What is listed opens: the listed row goes first.
  await store.insertRows(
    'spans',
    tombstones.map(({ place }) => place),
  )
  await store.insertRows(
    'span_content',
    tombstones.map(({ place, hour }) => ({ ...place, hour })),
  )
}

/** All but the best, by the version that would win if their keys were one; the later start settles a tie. */
function others(deliveries: Resent['deliveries']): Resent['deliveries'] {
  return [...deliveries]
    .sort((a, b) => compare(BigInt(b[2]), BigInt(a[2])) || compare(BigInt(b[0]), BigInt(a[0])))
    .slice(1)
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}
