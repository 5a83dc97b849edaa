-- Attributes of the roots of traces, for the spans that do not carry them themselves.
any left join
(
    select trace_key as r_trace, {{columns}}
    from spans final
    where project_id = {project:String} and (start_time, trace_id, span_id) in
    (
        select root_start_time, trace_id, root_span_id
        from traces final
        where project_id = {project:String}{{near}}
    )
) as r on r.r_trace = s.trace_key
