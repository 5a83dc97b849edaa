-- How long a project keeps spans that start from a moment on: a class follows from project and start, never from arrival.
create table if not exists retention_classes
(
    project_id LowCardinality(String),
    from_time DateTime64(3, 'UTC'),
    days UInt16,
    user_id String,
    version UInt64,
    deleted UInt8
)
engine = ReplacingMergeTree(version, deleted)
order by (project_id, from_time)
settings fsync_after_insert = 1, fsync_part_directory = 1
