-- Metrics of each group over the window, and of all together, from states of days that are kept and of the rest.
with
parts as
(
{{parts}}
),
{{counted}}
grouped as (select * from parts{{beside}})
select
    k0 as k,
    grouping(k0) as is_total,
    count() over () as all_rows,
    {{columns}}
from grouped
group by k0 with rollup
order by is_total desc, isNull({{sort}}), {{sort}} {{way}}, k
limit {{limit}}
