-- The start of the n-th newest row; versions that FINAL would drop only make the window a little smaller.
select toString(toUnixTimestamp64Nano(start_time)) as start
from spans
where project_id = {project:String}{{window}}
order by start_time desc
limit 1 offset {rows:UInt64}
