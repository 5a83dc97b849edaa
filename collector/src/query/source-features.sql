-- What the application was asked to do: the name of each trace's root.
left join
(
    select trace_id as f_trace, name as trace_name
    from traces final
    where project_id = {project:String} and name != ''{{near}}
) as f on f.f_trace = s.trace_id
