-- States of metrics by group and bucket, of spans as they are.
(
with
{{source}},
slotted as (select *, {{slot}} as slot from picked),
grouped as (select {{groups}}slot, count() as size{{states}} from slotted group by {{groups}}slot)
select {{key}} as k0, slot, size{{names}} from grouped
)
