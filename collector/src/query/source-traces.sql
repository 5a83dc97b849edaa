-- What a span has of its trace: whose it is where the span names nobody, and what the application was asked to do.
any left join
(
    select trace_key as t_trace, {{columns}}
    from traces final
    where project_id = {project:String} and ({{said}}){{near}}
) as t on t.t_trace = s.trace_key
