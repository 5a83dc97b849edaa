-- Alerts, channels and budgets as versioned rows: what people decided.
create table if not exists alert_settings
(
    project_id String,
    kind LowCardinality(String),
    item_id String,
    body String,
    created_time DateTime64(3, 'UTC'),
    user_id String,
    version UInt64,
    deleted UInt8
)
engine = ReplacingMergeTree(version, deleted)
order by (project_id, kind, item_id)
settings fsync_after_insert = 1, fsync_part_directory = 1
