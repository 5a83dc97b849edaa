-- Scores whose span, trace or session is among the picked spans; each once in each group.
with
{{source}},
grouped as (select {{group}} as g, trace_id, span_id, session, start_ns from picked),
current as
(
    select score_id, name, data_type, value, text_value, target, trace_id as on_trace, span_id as on_span, session_id as on_session
    from scores final
    where project_id = {project:String}{{named}}
),
hits as
(
    select g, score_id, name, data_type, value, text_value, start_ns
    from grouped inner join current on on_trace = trace_id and on_span = span_id
    where target = 'span'
    union all
    select g, score_id, name, data_type, value, text_value, start_ns
    from grouped inner join current on on_trace = trace_id
    where target = 'trace'
    union all
    select g, score_id, name, data_type, value, text_value, start_ns
    from grouped inner join current on on_session = session
    where target = 'session' and on_session != ''
),
once as
(
    select
        g,
        score_id,
        any(name) as score_name,
        any(data_type) as score_type,
        any(value) as score_value,
        any(text_value) as score_text,
        min(start_ns) as first_ns
    from hits
    group by g, score_id
)
{{select}}
