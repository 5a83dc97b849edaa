-- Projects. An id is name and generation, so that a new project with an old name starts empty.
create table if not exists projects
(
    project_id String,
    name String,
    generation UInt32,
    is_demo UInt8,
    created_time DateTime64(3, 'UTC'),
    user_id String,
    derivation_epoch UInt16,
    version UInt64,
    deleted UInt8
)
engine = ReplacingMergeTree(version, deleted)
order by project_id
settings fsync_after_insert = 1, fsync_part_directory = 1
