-- Metrics over windows that overlap: a span stands in every window that holds its start.
with
{{source}},
slid as (select *, arrayJoin({{slots}}) as slot from picked)
select
    slot,
    {{columns}}
from {{from}}
group by slot
order by slot
limit 1000000
