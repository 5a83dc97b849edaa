-- Facts about a span that only its whole trace (or a sibling trace) can tell. A row exists only where it differs from the span's own reading.
create table if not exists span_verdicts
(
    project_id LowCardinality(String),
    trace_id String,
    span_id String,
    counts UInt8,
    usage UInt8,
    merged_into String,
    reason LowCardinality(String),
    version UInt64,
    deleted UInt8
)
engine = ReplacingMergeTree(version, deleted)
order by (project_id, trace_id, span_id)
settings fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, old_parts_lifetime = 60
