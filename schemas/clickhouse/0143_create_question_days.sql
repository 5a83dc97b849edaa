-- What questions of boards were answered with, day by day, as states of aggregates: made from spans, and made again at any time. A question asks for one state, so that whatever is asked together finds it. Of each fill a row without a group is written last: how many others there are, and what of the store they were made of.
create table if not exists question_days
(
    project_id LowCardinality(String),
    question String,
    day_ns Int64,
    fill String,
    mark String,
    group_key String,
    at_ns Int64,
    trace_key UInt128,
    size UInt64,
    state String,
    cost Nullable(Decimal(38, 12)),
    made_time DateTime default now()
)
engine = MergeTree
partition by toDate(made_time)
order by (project_id, question, day_ns, fill)
ttl made_time + toIntervalDay(32)
settings ttl_only_drop_parts = 1
