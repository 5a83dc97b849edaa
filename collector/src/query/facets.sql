-- Values of one field with their counts, largest first; everything beyond the limit in one number.
with
{{source}},
valued as
(
    select g0 as value, {{count}} as n
    from picked
    where {{search}}
    group by value
)
select value, n, sum(n) over () as all_n, count() over () as distinct_values
from valued
order by n desc, value
limit {{limit}}
