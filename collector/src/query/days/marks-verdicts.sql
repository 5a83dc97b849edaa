-- A verdict has no time of its own: it touches the days of its trace, or of its spans while nothing else is known of them.
with
touching as
(
    select _part as part, _partition_id as of_partition, _block_number as block, trace_id
    from span_verdicts
    where project_id = {project:String} and _part in {parts:Array(String)}
),
known as
(
    select
        trace_id,
        toInt64(intDiv(toUnixTimestamp64Second(min(start_time)), 86400)) as first_day,
        toInt64(intDiv(toUnixTimestamp64Second(max(end_time)), 86400)) as last_day
    from traces
    where project_id = {project:String} and trace_id in (select trace_id from touching)
    group by trace_id
    having last_day - first_day between 0 and 366
),
others as
(
    select
        trace_id,
        groupUniqArray(toInt64(intDiv(toUnixTimestamp64Second(start_time), 86400))) as days
    from spans
    where project_id = {project:String} and trace_id in (select trace_id from touching) and trace_id not in (select trace_id from known)
    group by trace_id
)
select
    'span_verdicts' as of_table,
    part,
    of_partition,
    arrayJoin(touched) as day,
    max(block) as block,
    count() as n,
    day as first_day,
    day as last_day
from
(
    select part, of_partition, block, range(first_day, last_day + 1) as touched from touching inner join known using (trace_id)
    union all
    select part, of_partition, block, days as touched from touching inner join others using (trace_id)
)
group by part, of_partition, day
