-- The largest groups by spans, and how much there is in all.
with
{{source}},
keyed as (select {{key}} as k from picked),
sized as (select k, count() as n from keyed group by k)
select k, sum(n) over () as all_spans, count() over () as all_groups
from sized
order by n desc, k
limit {{limit}}
