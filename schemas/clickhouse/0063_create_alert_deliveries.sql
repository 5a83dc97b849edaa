-- Attempts to tell somebody, one row for each claim and each result of an attempt.
create table if not exists alert_deliveries
(
    project_id String,
    alert_id String,
    seq UInt64,
    channel_id String,
    delivery_id String,
    attempt UInt32,
    state LowCardinality(String),
    owner String,
    error String,
    next_time DateTime64(3, 'UTC'),
    made_time DateTime64(6, 'UTC') default now64(6),
    version UInt64
)
engine = ReplacingMergeTree(version)
order by (project_id, alert_id, seq, channel_id, attempt, owner, state)
settings fsync_after_insert = 1, fsync_part_directory = 1
