-- Log records and announcements that belong to the spans, in order of time and then of arrival.
select trace_id, span_id, kind, time_ns, base64Encode(payload) as payload
from span_fragments final
where project_id = {project:String}
    and (trace_id, span_id) in (select arrayJoin(arrayZip({traces:Array(String)}, {spans:Array(String)})))
order by trace_id, span_id, time_ns, queue_partition, queue_offset, fragment_id
limit 1000 by trace_id, span_id
limit 200000
