-- By part and UTC day: the number of the newest insert, and how many rows there are.
select
    'spans' as of_table,
    _part as part,
    _partition_id as of_partition,
    toInt64(intDiv(toUnixTimestamp64Second(start_time), 86400)) as day,
    max(_block_number) as block,
    count() as n,
    day as first_day,
    day as last_day
from spans
where project_id = {project:String} and _part in {parts:Array(String)}
group by part, of_partition, day
