-- Boards that people make: how a project looks at itself.
create table if not exists boards
(
    project_id LowCardinality(String),
    board_id String,
    name String,
    description String,
    shared UInt8,
    definition String CODEC(ZSTD(3)),
    created_time DateTime64(3, 'UTC'),
    changed_time DateTime64(3, 'UTC'),
    user_id String,
    version UInt64,
    deleted UInt8
)
engine = ReplacingMergeTree(version, deleted)
order by (project_id, board_id)
settings fsync_after_insert = 1, fsync_part_directory = 1
