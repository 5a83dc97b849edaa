-- What people asked to be deleted, and how far it is: whoever leads takes up what is not done.
create table if not exists deletions
(
    project_id LowCardinality(String),
    deletion_id String,
    target LowCardinality(String),
    target_id String,
    with_datasets UInt8,
    state LowCardinality(String),
    traces UInt64,
    spans UInt64,
    error String,
    started_time DateTime64(3, 'UTC'),
    ended_time DateTime64(3, 'UTC'),
    user_id String,
    version UInt64,
    deleted UInt8
)
engine = ReplacingMergeTree(version, deleted)
order by (project_id, deletion_id)
settings fsync_after_insert = 1, fsync_part_directory = 1
