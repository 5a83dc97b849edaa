/**
 * Server settings of the embedded engine. Its defaults are those of a machine of its own (5 GiB of mark cache, 16
 * merge threads), here it is a guest in one process with the doors and the loop.
 */
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

const MIB = 2 ** 20

const SETTINGS: Readonly<Record<string, number>> = {
  mark_cache_size: 64 * MIB,
  index_mark_cache_size: 32 * MIB,
  primary_index_cache_size: 64 * MIB,
  uncompressed_cache_size: 0,
  index_uncompressed_cache_size: 0,
  mmap_cache_size: 100,
  query_condition_cache_size: 16 * MIB,
  text_index_tokens_cache_size: 32 * MIB,
  text_index_header_cache_size: 32 * MIB,
  text_index_postings_cache_size: 32 * MIB,
  vector_similarity_index_cache_size: 0,
  // Pages that the engine's allocator keeps for later, as a share of its bound.
  memory_worker_purge_dirty_pages_threshold_ratio: 0.02,
  // Seconds at random before an idle thread looks for work: a deletion waits for it, some times over.
  background_processing_pool_task_sleep_seconds_when_no_work_random_part: 0.05,
  background_pool_size: mergesAtOnce(),
  // Two to a thread, in turns: a mutation or a small merge does not wait for a long one.
  background_merges_mutations_concurrency_ratio: 2,
  background_common_pool_size: 2,
  background_move_pool_size: 1,
  background_fetches_pool_size: 1,
  background_schedule_pool_size: 2,
  // Reads share the cores: one that comes while they are all lent out gets a single thread.
  concurrent_threads_soft_limit_num: availableParallelism(),
  background_buffer_flush_schedule_pool_size: 1,
  background_message_broker_schedule_pool_size: 1,
  background_distributed_schedule_pool_size: 1,
}

const MERGE_TREE: Readonly<Record<string, number | string>> = {
  // Counts of distinct values for the planner of joins, which merges would make of every column, whole messages too.
  auto_statistics_types: '',
  // A pool of 2 has fewer free slots than the defaults ask for.
  number_of_free_entries_in_pool_to_execute_mutation: 1,
  number_of_free_entries_in_pool_to_lower_max_size_of_merge: 1,
  number_of_free_entries_in_pool_to_execute_optimize_entire_partition: 1,
  // Rows per merge step: a step of content rows of many KiB must not hold hundreds of MiB.
  merge_max_block_size_bytes: 2 * MIB,
  // A row is rewritten a few times in its life and not at every step; and what is merged for the first time has its
  // text index built in memory, 5 KB a row, so it is not too much at once.
  merge_selector_base: 8,
  min_parts_to_merge_at_once: 6,
  max_parts_to_merge_at_once: 8,
  // Some minutes of work for one thread.
  max_bytes_to_merge_at_max_space_in_pool: 8192 * MIB,
}

/** Half of the cores: the doors and the loop need the others. */
function mergesAtOnce(): number {
  return Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)))
}

export function writeChdbConfig(path: string, maxMemoryBytes: number): void {
  const tags = (settings: Readonly<Record<string, number | string>>) =>
    Object.entries(settings)
      .map(([name, value]) => `<${name}>${value}</${name}>`)
      .join('\n')
  const all = tags({ ...SETTINGS, max_server_memory_usage: maxMemoryBytes })
  writeFileSync(path, `<clickhouse>\n${all}\n<merge_tree>\n${tags(MERGE_TREE)}\n</merge_tree>\n</clickhouse>\n`)
}
