-- From the first start to the last end of the traces that overlap a window.
select
    toString(toUnixTimestamp64Nano(min(start_time))) as first,
    toString(toUnixTimestamp64Nano(max(end_time))) as last
from traces final
where project_id = {project:String}{{window}}
limit 1
