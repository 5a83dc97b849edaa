-- Log records and announcements that belong to the span.
select kind, time_ns, base64Encode(payload) as payload
from span_fragments final
where project_id = {project:String} and trace_id = {trace:String} and span_id = {span:String}
order by time_ns, fragment_id
limit 1000
