-- One row per touched trace, read over all its spans: what its spans inherit, and whether a verdict may be due.
with
    bounds as
    (
        select min(start_time) as first, max(end_time) as last
        from traces final
        where project_id = {project:String} and trace_id in {ids:Array(String)}
    ),
    rows as
    (
        select
            trace_id,
            span_id,
            parent_span_id,
            start_time,
            end_time,
            parent_span_id != '' as is_child,
            own_counts = 1 as is_call,
            response_id,
            kind = 'retrieval' as is_retrieval,
            kind = 'tool' and match(scope_name, 'instrumentation[.-]google[._-]genai$') as asks_by_itself,
            scope_name,
            name,
            trace_name,
            model,
            service,
            user_id,
            session_id,
            environment,
            release,
            tags,
            client_trace_id,
            (ifNull(tokens_input_uncached, 0) + ifNull(tokens_cache_read, 0) + ifNull(tokens_cache_write, 0)
                + ifNull(tokens_input_audio, 0) + ifNull(tokens_input_image, 0) + ifNull(tokens_input_video, 0)
                + ifNull(tokens_output, 0) + ifNull(tokens_reasoning, 0) + ifNull(tokens_output_audio, 0)
                + ifNull(tokens_output_image, 0) + ifNull(tokens_output_video, 0)) > 0 as has_usage,
            kind not in ('event', 'tool') as may_total
        from spans final
        where project_id = {project:String}
            and start_time >= least({from:DateTime64(9, 'UTC')}, if((select count() from bounds) = 0, {from:DateTime64(9, 'UTC')}, (select first from bounds)))
            and start_time <= greatest({to:DateTime64(9, 'UTC')}, (select last from bounds))
            and trace_id in {ids:Array(String)}
    )
select
    trace_id,
    toString(toUnixTimestamp64Nano(min(start_time))) as start_ns,
    toString(toUnixTimestamp64Nano(max(end_time))) as end_ns,
    argMin((span_id, toString(toUnixTimestamp64Nano(start_time)), name), (is_child, start_time, span_id)) as root,
    argMinIf(trace_name, (is_child, start_time, span_id), trace_name != '') as trace_name,
    argMinIf(service, (is_child, start_time, span_id), service != '') as service,
    argMinIf(user_id, (is_child, start_time, span_id), user_id != '') as user_id,
    argMinIf(session_id, (is_child, start_time, span_id), session_id != '') as session_id,
    argMinIf(environment, (is_child, start_time, span_id), environment != '') as environment,
    argMinIf(release, (is_child, start_time, span_id), release != '') as release,
    arraySort(groupUniqArrayArray(1000)(tags)) as tags,
    any(client_trace_id) as client_trace_id,
    -- A span has two starts, and so two keys.
    count() > uniqExact(span_id) as has_resent,
    -- Several calls may be one: the same answer, two instrumentations, or one inside the other; and so may retrievals.
    countIf(is_call and response_id != '') > uniqExactIf(response_id, is_call and response_id != '')
        or uniqExactIf(scope_name, is_call) > 1
        or hasAny(groupArrayIf(span_id, is_call), groupArrayIf(parent_span_id, is_child))
        or (countIf(is_retrieval) > 1 and hasAny(groupArrayIf(span_id, is_retrieval), groupArrayIf(parent_span_id, is_child)))
        or max(asks_by_itself) = 1
        -- No call says its usage, or one does not say its model, but something that is no call may.
        or (countIf(is_call and has_usage) = 0 or countIf(is_call and has_usage and model = '') > 0)
            and countIf(not is_call and has_usage and may_total) > 0 as may_differ
from rows
group by trace_id
limit 1000000
