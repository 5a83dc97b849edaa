/** Rows of `span_fragments` as a Native block. */
import { encodeBlock } from '../store/native/block.ts'
import {
  bytesColumn,
  type Column,
  millisColumn,
  textColumn,
  u8Column,
  u32Column,
  u64Column,
} from '../store/native/columns.ts'
import type { FragmentRow } from './log-fragments.ts'

const columns: readonly Column<FragmentRow>[] = [
  textColumn('project_id', (row) => row.projectId),
  textColumn('trace_id', (row) => row.traceId),
  textColumn('span_id', (row) => row.spanId),
  textColumn('fragment_id', (row) => row.fragmentId),
  textColumn('kind', (row) => row.kind),
  u64Column('time_ns', (row) => row.timeNs),
  bytesColumn('payload', (row) => row.payload),
  bytesColumn('resource', (row) => row.resource),
  bytesColumn('scope', (row) => row.scope),
  millisColumn('received_time', (row) => row.receivedMs),
  textColumn('protocol', (row) => row.protocol),
  textColumn('key_id', (row) => row.keyId),
  u32Column('queue_partition', (row) => row.partition),
  u64Column('queue_offset', (row) => row.offset),
  // The id is the content's hash, so all versions are the same.
  u64Column('version', () => 1),
  u8Column('deleted', () => 0),
]

export function encodeFragments(rows: readonly FragmentRow[]): Uint8Array {
  return encodeBlock(columns, rows)
}
