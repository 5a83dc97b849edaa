-- Where the process that changes projects and keys is reached; who it is, the election decides.
create table if not exists leaders
(
    id String,
    url String,
    version UInt64,
    deleted UInt8
)
engine = ReplacingMergeTree(version, deleted)
order by id
settings fsync_after_insert = 1, fsync_part_directory = 1
