-- What each process refused at its doors, so that any other can show it; counts only grow, and the largest is the last.
create table if not exists refused_requests
(
    process_id String,
    day String,
    project_id String,
    key_prefix String,
    status UInt16,
    requests UInt64,
    deleted UInt8
)
engine = ReplacingMergeTree(requests, deleted)
order by (process_id, day, project_id, key_prefix, status)
