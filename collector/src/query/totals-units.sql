-- How many traces, sessions and users the picked spans belong to, whole and by group.
with
{{source}},
grouped as (select trace_key, session, whose, {{group}} as g, {{is_shown}} as is_shown from picked)
select
    {{of_group}},
    uniqExact(trace_key) as traces,
    uniqExactIf(session, session != '') as sessions,
    uniqExactIf(whose, whose != '') as users
from grouped
group by grouping sets ({{sets}})
limit 100000
