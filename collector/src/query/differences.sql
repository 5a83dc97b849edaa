-- How often each value of each field and attribute stands in the marked part and in all.
with
{{source}},
pairs as
(
    select
        trace_key,
        marked,
        arrayJoin(arrayConcat(
            [{{fields}}],
            arrayMap((key, value) -> (concat('attribute:', key), value), mapKeys(attributes), mapValues(attributes)),
            arrayMap((key, value) -> (concat('attribute:', key), value), mapKeys(resource_attributes), mapValues(resource_attributes))
        )) as pair
    from picked
    where {{sampled}}
),
counted as
(
    select pair.1 as field, pair.2 as value, {{marked_count}} as a, {{all_count}} as n
    from pairs
    where pair.2 != ''
    group by field, value
)
select
    field,
    value,
    a,
    n - a as b,
    a / {{selected}} as p1,
    b / {{rest}} as p2,
    (a + b) / ({{selected}} + {{rest}}) as p,
    if(p >= 1, 0, (p1 - p2) / sqrt(p * (1 - p) * (1 / {{selected}} + 1 / {{rest}}))) as score
from counted
where score != 0
order by abs(score) desc, field, value
limit {{limit}}
