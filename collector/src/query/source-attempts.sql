-- Which calls of a tool follow one of the same trace and tool that failed. Only traces in which any failed are put in order.
any left join
(
    select trace_key as a_trace, span_hash as a_span, 1 as is_again
    from
    (
        select
            trace_key,
            span_hash,
            lagInFrame(status) over
            (
                partition by trace_key, tool_name
                order by start_time, span_id
                rows between 1 preceding and current row
            ) as status_before
        from spans final
        where project_id = {project:String} and kind = 'tool' and tool_name != ''{{beside}} and trace_key in
        (
            select trace_key
            from spans
            where project_id = {project:String} and kind = 'tool' and tool_name != '' and status = 'error'{{beside}}
        )
    )
    where status_before = 'error'
) as a on a.a_trace = s.trace_key and a.a_span = s.span_hash
