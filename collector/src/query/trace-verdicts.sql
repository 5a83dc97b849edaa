-- What the whole trace says about its spans, where it differs from their own reading.
select span_id, counts, usage, merged_into, reason
from span_verdicts final
where project_id = {project:String} and trace_id = {trace:String}
limit 1000000
