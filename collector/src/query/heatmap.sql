-- Spans by bucket of time and by level of a measure; a level that is null says nothing.
with
{{source}},
valued as (select start_ns, {{measure}} as value from picked)
select
    {{slot}} as slot,
    if(isNull(value), null, roundDown(toFloat64(assumeNotNull(value)), {{bounds}})) as level,
    count() as n
from valued
group by slot, level
order by slot, level
limit 1000000
