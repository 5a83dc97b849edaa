-- Lists that a project keeps under a name, for everybody in it.
create table if not exists views
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
