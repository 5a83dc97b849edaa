-- One row per trace: where it lies in time, and what its spans inherit. Asked by id, many at a time: small granules.
create table if not exists traces
(
    project_id LowCardinality(String),
    trace_id String,
    start_time DateTime64(9, 'UTC'),
    end_time DateTime64(9, 'UTC'),
    root_span_id String,
    root_start_time DateTime64(9, 'UTC'),
    name String,
    service LowCardinality(String),
    user_id String,
    session_id String,
    environment LowCardinality(String),
    release LowCardinality(String),
    tags Array(String),
    rolled_up UInt8,
    client_trace_id String,
    version UInt64,
    deleted UInt8,
    index by_start start_time type minmax granularity 1,
    index by_client client_trace_id type bloom_filter(0.01) granularity 1
)
engine = ReplacingMergeTree(version, deleted)
order by (project_id, trace_id)
settings index_granularity = 512, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, old_parts_lifetime = 60
