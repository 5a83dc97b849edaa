-- Real runs turned into test cases.
create table if not exists datasets
(
    project_id LowCardinality(String),
    dataset_id String,
    name String,
    description String,
    created_time DateTime64(3, 'UTC'),
    user_id String,
    version UInt64,
    deleted UInt8
)
engine = ReplacingMergeTree(version, deleted)
order by (project_id, dataset_id)
settings fsync_after_insert = 1, fsync_part_directory = 1
