/** Rows of `traces` as a Native block. */
import { encodeBlock } from '../store/native/block.ts'
import { type Column, nanosColumn, textArrayColumn, textColumn, u8Column, u64Column } from '../store/native/columns.ts'

export interface TraceFacts {
  readonly project_id: string
  readonly trace_id: string
  /** Unix nanoseconds as text. */
  readonly start_ns: string
  readonly end_ns: string
  /** Id, start and name of the root: the earliest span without a parent, else the earliest. */
  readonly root: readonly [string, string, string]
  /** What a span says the trace is called; '' where none does. */
  readonly trace_name: string
  readonly service: string
  readonly user_id: string
  readonly session_id: string
  readonly environment: string
  readonly release: string
  readonly tags: readonly string[]
  readonly client_trace_id: string
  readonly rolled_up: boolean
  readonly version: bigint
}

const columns: readonly Column<TraceFacts>[] = [
  textColumn('project_id', (row) => row.project_id),
  textColumn('trace_id', (row) => row.trace_id),
  nanosColumn('start_time', (row) => BigInt(row.start_ns)),
  nanosColumn('end_time', (row) => BigInt(row.end_ns)),
  textColumn('root_span_id', (row) => row.root[0]),
  nanosColumn('root_start_time', (row) => BigInt(row.root[1])),
  textColumn('name', (row) => row.trace_name || row.root[2]),
  textColumn('service', (row) => row.service),
  textColumn('user_id', (row) => row.user_id),
  textColumn('session_id', (row) => row.session_id),
  textColumn('environment', (row) => row.environment),
  textColumn('release', (row) => row.release),
  textArrayColumn('tags', (row) => row.tags),
  u8Column('rolled_up', (row) => row.rolled_up),
  textColumn('client_trace_id', (row) => row.client_trace_id),
  u64Column('version', (row) => row.version),
  u8Column('deleted', () => 0),
]

export function encodeTraceRows(rows: readonly TraceFacts[]): Uint8Array {
  return encodeBlock(columns, rows)
}
