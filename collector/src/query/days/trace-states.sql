-- States of metrics by group and bucket, of traces: a trace stands in the bucket of its first span, whatever days it touches.
(
with
firsts as
(
    select k0, trace_key, min(first_ns) as begun_ns, sum(trace_cost) as trace_cost
    from
    (
{{traces}}
    )
    group by k0, trace_key
),
slotted as (select *, {{slot}} as slot from firsts)
select k0, slot, count() as size{{states}} from slotted group by k0, slot
)
