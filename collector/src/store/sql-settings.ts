/** Settings that go with statements, the same for both adapters. */
import type { QueryOptions } from './store.ts'

const MAX_SECONDS = 30
const MAX_MEMORY_BYTES = 4 * 2 ** 30
const MAX_ROWS = 1_000_000

/** Every read is bounded in the engine itself: a reader that goes away does not stop it. */
export function readSettings(options: QueryOptions = {}): Readonly<Record<string, number>> {
  return {
    max_execution_time: options.maxSeconds ?? MAX_SECONDS,
    max_memory_usage: options.maxMemoryBytes ?? MAX_MEMORY_BYTES,
    max_result_rows: options.maxRows ?? MAX_ROWS,
    output_format_json_quote_64bit_integers: 1,
    output_format_json_quote_decimals: 1,
    // Two versions of a span always meet in one partition (the class and the start decide it, never arrival).
    do_not_merge_across_partitions_select_final: 1,
    ...(options.keyFirst === true ? { optimize_move_to_prewhere_if_final: 1 } : {}),
  }
}

/** Rows are deduplicated by reads and merges; doing it while inserting costs 8 µs a row more. */
export const INSERT_SETTINGS = {
  optimize_on_insert: 0,
  materialize_skip_indexes_on_insert: 0,
  insert_deduplicate: 0,
  max_partitions_per_insert_block: 100,
} as const
