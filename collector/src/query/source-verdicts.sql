-- What whole traces say about their spans; a span without a verdict goes by its own reading.
any left join
(
    select {{key}} as v_trace, {{hash}} as v_span, counts, usage, merged_into, 1 as judged
    from span_verdicts final
    where project_id = {project:String}{{near}}
) as v on v.v_trace = s.trace_key and v.v_span = s.span_hash
