-- The groups with the most spans of all windows together, and how many there are. Spans without a value are in none.
with
{{source}},
sized as (select g0, count() as n from picked where g0 != '' group by g0)
select g0 as k, count() over () as all_groups
from sized
order by n desc, k
limit {{limit}}
