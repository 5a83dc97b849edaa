-- What whole traces say about their spans; a span without a verdict goes by its own reading.
left join
(
    select trace_id as v_trace, span_id as v_span, counts, usage, merged_into, 1 as judged
    from span_verdicts final
    where project_id = {project:String}{{near}}
) as v on v.v_trace = s.trace_id and v.v_span = s.span_id
