-- Metrics of each group over the window, and of all together, from one reading of the spans.
with
{{source}},
keyed as (select *, {{raw}} as raw from picked)
select
    {{key}} as k,
    grouping(raw) as is_total,
    count() over () as all_rows,
    {{columns}}
from keyed
group by raw with rollup
order by is_total desc, isNull({{sort}}), {{sort}} {{way}}, k
limit {{limit}}
