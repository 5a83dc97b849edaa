-- What was deleted on request: ingest, replay and import check it, so that a re-sent span does not come back.
create table if not exists tombstones
(
    project_id String,
    target LowCardinality(String),
    target_id String,
    deleted_spans UInt64,
    created_time DateTime64(3, 'UTC'),
    user_id String,
    version UInt64,
    deleted UInt8
)
engine = ReplacingMergeTree(version, deleted)
order by (project_id, target, target_id)
settings fsync_after_insert = 1, fsync_part_directory = 1
