-- Metrics by group and bucket, and by group over the whole window, from one reading of the spans.
with
{{source}},
keyed as (select *, {{key}} as k0 from picked),
slotted as (select *, {{group}} as grp, {{slot}} as slot from keyed)
select
    {{k}} as k,
    slot,
    grouping(slot) as over_all,
    count() as size,
    {{columns}}
from {{from}}
group by {{sets}}
order by k, slot
limit {{rows}}
