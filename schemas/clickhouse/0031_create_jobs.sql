-- Long work whose progress is visible and which a restart takes up again.
create table if not exists jobs
(
    project_id String,
    job_id String,
    state LowCardinality(String),
    body String,
    started_time DateTime64(3, 'UTC'),
    user_id String,
    version UInt64,
    deleted UInt8
)
engine = ReplacingMergeTree(version, deleted)
order by (project_id, job_id)
settings fsync_after_insert = 1, fsync_part_directory = 1
