-- Where words stand in what spans carried: the matched piece of each value and what lies around it.
with
    arrayFilter(one -> one.3 != '', arrayMap(
        (key, value, nth) -> (key, value, if(substring(attribute_types, nth, 1) = 'r', '', if({{together}} != '', {{together}}, {{any}}))),
        attribute_keys, attribute_values, arrayEnumerate(attribute_values))) as found
select
    trace_id,
    span_id,
    arrayMap(
        one -> (
            one.1,
            toValidUTF8(substring(one.2, greatest(1, position(one.2, one.3) - {before:Int64}), least({before:Int64}, position(one.2, one.3) - 1))),
            toValidUTF8(one.3),
            toValidUTF8(substring(one.2, position(one.2, one.3) + length(one.3), {after:Int64}))
        ),
        arraySlice(found, 1, 8)) as places,
    extract(events, {any:String}) as in_events
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
