-- Incomplete deliveries (running spans, log records): folded with the span by a pure function whenever one arrives.
create table if not exists span_fragments
(
    project_id LowCardinality(String),
    trace_id String,
    span_id String,
    fragment_id String,
    kind LowCardinality(String),
    time_ns UInt64,
    payload String codec(ZSTD(1)),
    resource String codec(ZSTD(1)),
    scope String codec(ZSTD(1)),
    received_time DateTime64(3, 'UTC'),
    protocol LowCardinality(String),
    key_id LowCardinality(String),
    queue_partition UInt32,
    queue_offset UInt64,
    version UInt64,
    deleted UInt8
)
engine = ReplacingMergeTree(version, deleted)
order by (project_id, trace_id, span_id, fragment_id)
settings fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, old_parts_lifetime = 60
