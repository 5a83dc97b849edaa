-- Values too large for a row, by their content, where processes share a server and no folder.
create table if not exists blobs
(
    project_id LowCardinality(String),
    hash String,
    bytes String codec(ZSTD(1)),
    version UInt64,
    deleted UInt8
)
engine = ReplacingMergeTree(version, deleted)
order by (project_id, hash)
settings index_granularity = 1, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1,
    old_parts_lifetime = 60
