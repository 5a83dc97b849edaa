-- The largest groups by spans, and how many there are in all, from the same.
with
parts as
(
{{parts}}
)
select k0 as k, count() over () as all_groups
from parts
group by k0
order by sum(size) desc, k
limit {{limit}}
