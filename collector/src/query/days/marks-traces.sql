-- A trace touches every day from its start to its end; one that seems longer than a year, the days of its spans.
with
touching as
(
    select
        _part as part,
        _partition_id as of_partition,
        _block_number as block,
        trace_id,
        toInt64(intDiv(toUnixTimestamp64Second(start_time), 86400)) as first_day,
        toInt64(intDiv(toUnixTimestamp64Second(end_time), 86400)) as last_day,
        last_day - first_day between 0 and 366 as is_short
    from traces
    where project_id = {project:String} and _part in {parts:Array(String)}
),
long_ones as
(
    select
        trace_id,
        groupUniqArray(toInt64(intDiv(toUnixTimestamp64Second(start_time), 86400))) as days
    from spans
    where project_id = {project:String} and trace_id in (select trace_id from touching where is_short = 0)
    group by trace_id
)
select
    'traces' as of_table,
    part,
    of_partition,
    arrayJoin(touched) as day,
    max(block) as block,
    count() as n,
    min(arrayMin(touched)) as first_day,
    max(arrayMax(touched)) as last_day
from
(
    select part, of_partition, block, range(first_day, last_day + 1) as touched from touching where is_short = 1
    union all
    select part, of_partition, block, days as touched from touching inner join long_ones using (trace_id) where is_short = 0
)
group by part, of_partition, day
