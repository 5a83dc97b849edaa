-- The newest look at each alert: where a restart goes on.
create table if not exists alert_checks
(
    project_id String,
    alert_id String,
    body String,
    version UInt64
)
engine = ReplacingMergeTree(version)
order by (project_id, alert_id)
