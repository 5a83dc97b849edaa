-- Metrics by group and bucket, and by group over the whole window, from one reading of the spans.
with
{{source}},
keyed as (select *, {{key}} as k0 from picked),
slotted as (select *, if(k0 in ({{shown}}), k0, 'other') as k, {{slot}} as slot from keyed)
select
    k,
    slot,
    grouping(slot) as over_all,
    {{columns}}
from {{from}}
group by grouping sets ((k, slot), (k))
order by k, slot
limit 1000000
