-- Scores by people, code and judges; joined at read time, never copied into spans.
create table if not exists scores
(
    project_id LowCardinality(String),
    score_id String,
    name LowCardinality(String),
    data_type LowCardinality(String),
    value Nullable(Float64),
    text_value String,
    target LowCardinality(String),
    trace_id String,
    span_id String,
    session_id String,
    source LowCardinality(String),
    comment String,
    metadata String,
    user_id String,
    time DateTime64(9, 'UTC'),
    version UInt64,
    deleted UInt8,
    index by_trace trace_id type bloom_filter(0.01) granularity 1
)
engine = ReplacingMergeTree(version, deleted)
order by (project_id, score_id)
settings fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, old_parts_lifetime = 60
