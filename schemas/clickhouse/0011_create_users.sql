-- People who may log in. The first start creates the user owner.
create table if not exists users
(
    user_id String,
    name String,
    role LowCardinality(String),
    password_hash String,
    created_time DateTime64(3, 'UTC'),
    version UInt64,
    deleted UInt8
)
engine = ReplacingMergeTree(version, deleted)
order by user_id
settings fsync_after_insert = 1, fsync_part_directory = 1
