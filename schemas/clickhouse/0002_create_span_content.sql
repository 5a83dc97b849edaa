-- Everything a span carried, as it came; read one trace or one span at a time, and searched as text.
create table if not exists span_content
(
    project_id LowCardinality(String),
    hour DateTime('UTC'),
    trace_id String,
    start_time DateTime64(9, 'UTC'),
    span_id String,
    parent_span_id String,
    name String,
    attribute_keys Array(LowCardinality(String)),
    attribute_types String,
    attribute_values Array(String) codec(ZSTD(1)),
    events String codec(ZSTD(1)),
    links String codec(ZSTD(1)),
    resource String codec(ZSTD(1)),
    scope String codec(ZSTD(1)),
    schema_url LowCardinality(String),
    trace_state String,
    flags UInt32,
    otel_kind UInt8,
    status_code UInt8,
    status_message String,
    raw_start_ns UInt64,
    raw_end_ns UInt64,
    dropped_attributes UInt32,
    received_time DateTime64(3, 'UTC'),
    dialect LowCardinality(String),
    mapper_version UInt16,
    protocol LowCardinality(String),
    key_id LowCardinality(String),
    client_id String,
    client_trace_id String,
    retention_days UInt16,
    version UInt128,
    deleted UInt8,
    index by_text attribute_values type text(tokenizer = 'splitByNonAlpha')
)
engine = ReplacingMergeTree(version, deleted)
partition by (retention_days, if(retention_days in (7, 14), toMonday(start_time), toStartOfMonth(start_time)))
order by (project_id, hour, trace_id, start_time, span_id)
settings min_bytes_for_wide_part = 1073741824, fsync_after_insert = 1, fsync_part_directory = 1,
    min_rows_to_fsync_after_merge = 1, old_parts_lifetime = 60,
    -- A merge holds a granule of each of its parts, and rows are many KiB.
    index_granularity_bytes = 1048576
