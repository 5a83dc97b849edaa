-- What happened to alerts. One row is the whole change: the state after it and who has to be told, so that a crash leaves both or none.
create table if not exists alert_events
(
    project_id String,
    alert_id String,
    seq UInt64,
    event_time DateTime64(3, 'UTC'),
    kind LowCardinality(String),
    body String,
    version UInt64
)
engine = ReplacingMergeTree(version)
order by (project_id, alert_id, seq)
settings fsync_after_insert = 1, fsync_part_directory = 1
