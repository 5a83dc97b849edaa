/** Settings that go with statements, the same for both adapters. */
import type { QueryOptions } from './store.ts'

const MAX_SECONDS = 30
const MAX_MEMORY_BYTES = 4 * 2 ** 30
const MAX_ROWS = 1_000_000

export type Settings = Readonly<Record<string, number | string>>

/** Every read is bounded in the engine itself, since a reader that goes away may not be heard of. */
export function readSettings(options: QueryOptions = {}): Settings {
  return {
    max_execution_time: options.maxSeconds ?? MAX_SECONDS,
    max_memory_usage: options.maxMemoryBytes ?? MAX_MEMORY_BYTES,
    max_result_rows: options.maxRows ?? MAX_ROWS,
    output_format_json_quote_64bit_integers: 1,
    output_format_json_quote_decimals: 1,
    // Two versions of a span always meet in one partition (the class and the start decide it, never arrival).
    do_not_merge_across_partitions_select_final: 1,
    ...(options.lazily === true ? { short_circuit_function_evaluation: 'force_enable' } : {}),
    ...(options.keyFirst === true ? { optimize_move_to_prewhere_if_final: 1 } : {}),
  }
}

/** A server ends a read when its caller hangs up, if the read says that it changes nothing. */
export const HTTP_READ_SETTINGS = { readonly: 2, cancel_http_readonly_queries_on_client_close: 1 } as const

/** Rows are deduplicated by reads and merges; doing it while inserting costs 8 µs a row more. */
export const INSERT_SETTINGS = {
  optimize_on_insert: 0,
  materialize_skip_indexes_on_insert: 0,
  insert_deduplicate: 0,
  max_partitions_per_insert_block: 100,
} as const

/**
 * A join or a set is computed once over all shards and sent to each: right wherever its rows lie. Sharding by trace
 * makes FINAL local; it says nothing of sessions and users.
 */
export const CLUSTER_READ_SETTINGS = {
  distributed_product_mode: 'global',
  http_write_exception_in_output_format: 0,
} as const

/** Done when the shard says so. Quorums that overlap in time cannot be read sequentially, so they are not parallel. */
export function quorumSettings(isOn: boolean): Settings {
  const quorum = { insert_quorum: 'auto', insert_quorum_parallel: 0, insert_quorum_timeout: 60_000 }
  return { distributed_foreground_insert: 1, ...(isOn ? quorum : {}) }
}
