-- The writer's count, one row per queue record; a replay meets its own row.
create table if not exists ingest_books
(
    queue LowCardinality(String),
    queue_partition UInt32,
    queue_offset UInt64,
    project_id LowCardinality(String),
    received_time DateTime64(3, 'UTC'),
    key_id LowCardinality(String),
    sdk LowCardinality(String),
    protocol LowCardinality(String),
    received UInt32,
    stored UInt32,
    rejected UInt32,
    version UInt64,
    deleted UInt8
)
engine = ReplacingMergeTree(version, deleted)
order by (queue, queue_partition, queue_offset)
settings fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, old_parts_lifetime = 60
