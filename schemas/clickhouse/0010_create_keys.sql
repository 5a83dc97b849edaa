-- API keys: only a hash and a prefix are kept. kind is secret or public.
create table if not exists api_keys
(
    key_id String,
    project_id String,
    kind LowCardinality(String),
    hash String,
    prefix String,
    pair_id String,
    name String,
    created_time DateTime64(3, 'UTC'),
    user_id String,
    version UInt64,
    deleted UInt8
)
engine = ReplacingMergeTree(version, deleted)
order by key_id
settings fsync_after_insert = 1, fsync_part_directory = 1
