-- A trace touches every day from its start to its end; one that seems longer than a year every day (-1).
select
    'traces' as of_table,
    _part as part,
    _partition_id as of_partition,
    arrayJoin(if(last_day - first_day between 0 and 366, range(first_day, last_day + 1), [toInt64(-1)])) as day,
    max(_block_number) as block
from
(
    select
        _part,
        _partition_id,
        _block_number,
        toInt64(intDiv(toUnixTimestamp64Second(start_time), 86400)) as first_day,
        toInt64(intDiv(toUnixTimestamp64Second(end_time), 86400)) as last_day
    from traces
    where project_id = {project:String} and _part in {parts:Array(String)}
)
group by part, of_partition, day
