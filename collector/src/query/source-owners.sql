-- Whose the traces are; a span that names no user or session has its trace's.
left join
(
    select trace_id as t_trace, user_id as trace_user, session_id as trace_session
    from traces final
    where project_id = {project:String} and (user_id != '' or session_id != ''){{near}}
) as t on t.t_trace = s.trace_id
