-- Where traces lie in time; a trace that is not entered yet has no row.
select
    toString(toUnixTimestamp64Nano(start_time)) as first,
    toString(toUnixTimestamp64Nano(end_time)) as last
from traces final
where project_id = {project:String} and trace_id in ({traces:Array(String)})
limit 1000000
