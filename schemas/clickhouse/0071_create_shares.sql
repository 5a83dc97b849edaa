-- Links by which anybody may read one trace until a day; a link that was taken back is a deleted row.
create table if not exists shares
(
    project_id LowCardinality(String),
    id String,
    body String CODEC(ZSTD(3)),
    created_time DateTime64(3, 'UTC'),
    user_id String,
    version UInt64,
    deleted UInt8
)
engine = ReplacingMergeTree(version, deleted)
order by (project_id, id)
settings fsync_after_insert = 1, fsync_part_directory = 1
