-- A verdict has no time of its own: it touches the days of its trace, and every day (-1) while nothing is known of that.
select
    'span_verdicts' as of_table,
    v.part as part,
    v.of_partition as of_partition,
    arrayJoin(if(t.is_known = 1 and t.last_day - t.first_day between 0 and 366, range(t.first_day, t.last_day + 1), [toInt64(-1)])) as day,
    max(v.block) as block
from
(
    select _part as part, _partition_id as of_partition, _block_number as block, trace_id
    from span_verdicts
    where project_id = {project:String} and _part in {parts:Array(String)}
) as v
left join
(
    select
        trace_id,
        toInt64(intDiv(toUnixTimestamp64Second(min(start_time)), 86400)) as first_day,
        toInt64(intDiv(toUnixTimestamp64Second(max(end_time)), 86400)) as last_day,
        1 as is_known
    from traces
    where project_id = {project:String} and trace_id in
    (
        select trace_id
        from span_verdicts
        where project_id = {project:String} and _part in {parts:Array(String)}
    )
    group by trace_id
) as t on t.trace_id = v.trace_id
group by part, of_partition, day
