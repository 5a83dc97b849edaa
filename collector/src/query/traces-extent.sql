-- From the first start to the last end of the traces that overlap a window. Versions that FINAL would drop only make it wider, at a tenth of the cost.
select
    toString(toUnixTimestamp64Nano(min(start_time))) as first,
    toString(toUnixTimestamp64Nano(max(end_time))) as last
from traces
where project_id = {project:String}{{window}}
limit 1
