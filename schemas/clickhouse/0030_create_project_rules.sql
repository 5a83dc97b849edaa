-- What a project's owner decided about reading and pricing: prices, mapping rules, switches. Applied at ingest and by rederive jobs.
create table if not exists project_rules
(
    project_id String,
    kind LowCardinality(String),
    rule_id String,
    body String,
    created_time DateTime64(3, 'UTC'),
    user_id String,
    version UInt64,
    deleted UInt8
)
engine = ReplacingMergeTree(version, deleted)
order by (project_id, kind, rule_id)
settings fsync_after_insert = 1, fsync_part_directory = 1
