/**
 * The database as the rest of the collector sees it: one SQL dialect, two adapters (chDB in this process, a
 * ClickHouse server over HTTP). Values reach SQL only as {name:Type} parameters.
 */
export type QueryValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly (string | number | bigint)[]
  | Readonly<Record<string, string>>

export interface QueryOptions {
  /** Ends a query in the engine; of a stream, before its next block. */
  readonly signal?: AbortSignal
  /** Bounds on the engine itself. Defaults: 30 s, 4 GiB, 1,000,000 rows. */
  readonly maxSeconds?: number
  readonly maxMemoryBytes?: number
  readonly maxRows?: number
  /** Compare columns of the key before wide columns are read; FINAL allows it of the key alone. */
  readonly keyFirst?: boolean
  /** Evaluate what stands behind a condition only where it holds: for conditions that spare a dear look-up. */
  readonly lazily?: boolean
  /** Reads many rows: shares its work out among the cores that no other read has. */
  readonly onAllCores?: boolean
}

export interface Store {
  readonly kind: 'chdb' | 'clickhouse'
  /** Does a read see everything that was inserted before it? A cluster may be told not to wait for that. */
  readonly consistency: 'immediate' | 'eventual'
  /** Rows as objects; 64-bit and wider integers and decimals arrive as strings. */
  query<Row>(sql: string, params?: Readonly<Record<string, QueryValue>>, options?: QueryOptions): Promise<Row[]>
  /** The same in blocks, as the engine produces them. */
  stream<Row>(
    sql: string,
    params?: Readonly<Record<string, QueryValue>>,
    options?: QueryOptions,
  ): AsyncIterable<readonly Row[]>
  /** A statement without rows. */
  command(sql: string, params?: Readonly<Record<string, QueryValue>>): Promise<void>
  /** ClickHouse Native blocks, durable when resolved. Throws AppError: store_refused (a value) or store_unavailable. */
  insertNative(table: string, blocks: readonly Uint8Array[]): Promise<void>
  /** A few rows of a control table as JSONEachRow, durable when resolved. */
  insertRows(table: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void>
  /** The writer has more to write than the batch at hand, or no more: an engine in this process puts off what can wait. */
  noteBacklog(isBehind: boolean): Promise<void>
  /** Cheap check that the store takes work. */
  ping(): Promise<boolean>
  close(): Promise<void>
}
