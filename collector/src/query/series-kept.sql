-- Metrics by group and bucket, and by group over the whole window, from states of days that are kept and of the rest.
with
parts as
(
{{parts}}
),
slotted as (select *, {{group}} as grp from parts)
select
    {{k}} as k,
    slot,
    grouping(slot) as over_all,
    sum(size) as size,
    {{columns}}
from slotted{{only}}
group by {{sets}}
order by k, slot
limit {{rows}}
