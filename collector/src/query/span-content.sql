-- What the span carried, as it came; bytes are base64, since rows travel as JSON.
select
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
where project_id = {project:String} and hour = toDateTime({hour:Int64}, 'UTC')
    and trace_id = {trace:String} and start_time = fromUnixTimestamp64Nano({start:Int64}) and span_id = {span:String}
limit 1
