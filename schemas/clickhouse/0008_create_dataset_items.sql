-- input, expected and metadata are JSON text; the item id is derived from its source, so repeats meet on one row.
create table if not exists dataset_items
(
    project_id LowCardinality(String),
    dataset_id String,
    item_id String,
    input String codec(ZSTD(1)),
    expected String codec(ZSTD(1)),
    metadata String codec(ZSTD(1)),
    source_trace_id String,
    source_span_id String,
    position UInt64,
    created_time DateTime64(3, 'UTC'),
    user_id String,
    version UInt64,
    deleted UInt8
)
engine = ReplacingMergeTree(version, deleted)
order by (project_id, dataset_id, item_id)
settings fsync_after_insert = 1, fsync_part_directory = 1
