-- The span of another trace that saw the same answer of a provider and carries the most of its content.
select
    trace_id,
    span_id
from spans final
where project_id = {project:String}
    and start_time >= fromUnixTimestamp64Nano(toInt64({start:String})) - interval 1 hour
    and start_time <= fromUnixTimestamp64Nano(toInt64({start:String})) + interval 1 hour
    and response_id = {response:String}
    and trace_id != {trace:String}
    and input_bytes + output_bytes > 0
order by input_bytes + output_bytes desc, trace_id, span_id
limit 1
