-- Values of attributes of some traces or spans: of each the one that most spans have first.
with {{source}},
said as
(
    select
        trace_id,
        {{span}} as of_span,
        arrayJoin(arrayMap(
            (key, value) -> (key, value, has(long_keys, key)),
            {keys:Array(String)}, [{{values}}])) as one
    from picked
    where {{ids}}
),
counted as
(
    select
        trace_id,
        of_span,
        one.1 as key,
        one.2 as value,
        max(one.3) as is_long,
        count() as n
    from said
    group by
        trace_id,
        of_span,
        key,
        value
)
select
    trace_id,
    of_span,
    key,
    countIf(value != '') as different,
    max(is_long) as too_long,
    arrayMap(
        each -> each.2,
        arraySlice(
            arraySort(each -> (-toInt64(each.1), each.2), groupArrayIf(10000)((n, value), value != '')),
            1, 3)) as found
from counted
group by
    trace_id,
    of_span,
    key
having different > 0 or too_long = 1
order by
    trace_id,
    of_span,
    key
limit 1000
