-- What spans carried, as it came; bytes are base64, since rows travel as JSON.
select
    trace_id,
    span_id,
    attribute_keys,
    attribute_types,
    arrayMap(value -> base64Encode(value), attribute_values) as attribute_values,
    base64Encode(events) as events,
    base64Encode(links) as links,
    base64Encode(resource) as resource,
    base64Encode(scope) as scope,
    schema_url,
    trace_state,
    flags,
    otel_kind,
    status_code,
    status_message,
    raw_start_ns,
    raw_end_ns,
    dropped_attributes
from span_content final
where project_id = {project:String}
    and hour in (select toDateTime(arrayJoin({hours:Array(Int64)}), 'UTC'))
    and (hour, trace_id, start_time, span_id) in
    (
        select arrayJoin(arrayMap(
            (hour_s, id, start_ns, of_span) -> (toDateTime(hour_s, 'UTC'), id, fromUnixTimestamp64Nano(start_ns, 'UTC'), of_span),
            {hours:Array(Int64)}, {traces:Array(String)}, {starts:Array(Int64)}, {spans:Array(String)}))
    )
limit 1000
