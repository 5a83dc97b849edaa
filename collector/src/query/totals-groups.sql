-- The largest groups by spans, and how many there are.
with
{{source}}
select g0 as g, count() as n, count() over () as all_groups
from picked
group by g
order by n desc, g
limit {{limit}}
