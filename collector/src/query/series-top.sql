-- The largest groups by spans, and how many there are in all.
with
{{source}},
keyed as (select {{key}} as k from picked),
sized as (select k, count() as n from keyed group by k)
select k, count() over () as all_groups
from sized
order by n desc, k
limit {{limit}}
