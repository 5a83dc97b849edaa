-- The narrow facts of all spans of some traces, one row per trace with a list per column: what verdicts are found in.
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
            toString(toUnixTimestamp64Nano(start_time)) as start_ns,
            toString(toUnixTimestamp64Nano(end_time)) as end_ns,
            kind,
            name,
            scope_name,
            dialect,
            model,
            response_model,
            provider,
            response_id,
            session_id,
            [
                tokens_input_uncached, tokens_cache_read, tokens_cache_write, tokens_input_audio, tokens_input_image,
                tokens_input_video, tokens_output, tokens_reasoning, tokens_output_audio, tokens_output_image,
                tokens_output_video
            ] as tokens,
            own_counts,
            cost_total is not null or cost_reported is not null as has_cost,
            documents
        from spans final
        where project_id = {project:String}
            and start_time >= least({from:DateTime64(9, 'UTC')}, if((select count() from bounds) = 0, {from:DateTime64(9, 'UTC')}, (select first from bounds)))
            and start_time <= greatest({to:DateTime64(9, 'UTC')}, (select last from bounds))
            and trace_id in {ids:Array(String)}
    )
select
    trace_id,
    groupArray(span_id) as span_ids,
    groupArray(parent_span_id) as parent_span_ids,
    groupArray(start_ns) as starts,
    groupArray(end_ns) as ends,
    groupArray(kind) as kinds,
    groupArray(name) as names,
    groupArray(scope_name) as scope_names,
    groupArray(dialect) as dialects,
    groupArray(model) as models,
    groupArray(response_model) as response_models,
    groupArray(provider) as providers,
    groupArray(response_id) as response_ids,
    groupArray(session_id) as session_ids,
    groupArray(tokens) as tokens,
    groupArray(own_counts) as own_counts,
    groupArray(has_cost) as has_costs,
    -- Without the tuple an array would leave out what is null.
    groupArray(tuple(documents)) as documents
from rows
group by trace_id
limit 1000000
