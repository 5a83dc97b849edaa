-- The largest groups by spans, and how many there are in all.
with
{{source}},
keyed as (select {{raw}} as raw from picked),
sized as (select raw, count() as n from keyed group by raw)
select {{key}} as k, count() over () as all_groups
from sized
order by n desc, k
limit {{limit}}
