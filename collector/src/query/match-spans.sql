-- The first spans of each unit that the filter picks: in one of them the words stand.
with {{source}}
select
    trace_id,
    span_id,
    name,
    toString(start_ns) as start_ns,
    toUnixTimestamp(toStartOfHour(start_time)) as hour_s
from picked
where {{ids}}
order by
    trace_id,
    start_ns,
    span_id
limit {{each}} by trace_id
limit 500
