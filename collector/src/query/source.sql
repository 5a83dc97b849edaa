-- The spans of one project within a window, deduplicated, with what verdicts and traces say about them.
{{name}} as
(
    select
        s.*,
        toUnixTimestamp64Nano(s.start_time) as start_ns,
        if(s.is_running = 1, null, greatest(toUnixTimestamp64Nano(s.end_time) - toUnixTimestamp64Nano(s.start_time), 0)) as duration_ns,
        if(v.judged = 1, v.counts, s.own_counts) as is_call,
        if(v.judged = 1, v.usage, s.own_counts) as in_sums,
        v.merged_into as merged_into,
        if(s.user_id != '', s.user_id, t.trace_user) as whose,
        if(s.session_id != '', s.session_id, t.trace_session) as session,
        coalesce({{input_buckets}}) is not null as said_input,
        coalesce({{output_buckets}}) is not null as said_output,
        said_input or said_output as said_usage,
        if(said_input, {{input_sum}}, null) as tokens_in,
        if(said_output, {{output_sum}}, null) as tokens_out{{root_columns}}
    from (select * from spans final where project_id = {project:String}{{window}}) as s
    left join
    (
        select trace_id as t_trace, user_id as trace_user, session_id as trace_session
        from traces final
        where project_id = {project:String} and (user_id != '' or session_id != '')
    ) as t on t.t_trace = s.trace_id
    left join
    (
        select trace_id as v_trace, span_id as v_span, counts, usage, merged_into, 1 as judged
        from span_verdicts final
        where project_id = {project:String}
    ) as v on v.v_trace = s.trace_id and v.v_span = s.span_id{{root_join}}
)
