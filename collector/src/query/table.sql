-- Metrics of each group over the window, and of all together, from one reading of the spans.
with
{{source}},
keyed as (select *, {{key}} as k from picked)
select
    k,
    grouping(k) as is_total,
    count() over () as all_rows,
    {{columns}}
from keyed
group by k with rollup
order by is_total desc, isNull({{sort}}), {{sort}} {{way}}, k
limit {{limit}}
