-- One page of ids: the units with a picked span, in order of a number of the whole unit.
with
{{source}},
matched as (select {{unit}} as id, min(start_ns) as first_ns from picked where id != '' group by id),
keyed as ({{keyed}})
select id, toString(sort_key) as key
from keyed
where {{after}}
{{order}}
limit {{limit}}
