-- How many traces, sessions and users the picked spans belong to, whole and by group.
with
{{source}},
grouped as (select trace_key, session_key, whose_key, {{group}} as g, {{is_shown}} as is_shown from picked)
select
    {{of_group}},
    uniqExact(trace_key) as traces,
    uniqExactIf(session_key, session_key != 0) as sessions,
    uniqExactIf(whose_key, whose_key != 0) as users
from grouped
group by grouping sets ({{sets}})
limit 100000
