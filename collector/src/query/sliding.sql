-- Metrics over windows that overlap: a span stands in every window that holds its start.
with
{{source}},
slid as (select *, arrayJoin({{slots}}) as slot from picked{{only}})
select
    {{keys}},
    {{columns}}
from {{from}}
group by {{keys}}
order by {{keys}}
limit 1000000
