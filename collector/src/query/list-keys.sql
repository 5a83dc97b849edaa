-- One page of ids, in order of a number of the whole unit.
with
{{source}},
{{matched}}keyed as ({{keyed}})
select id, toString(sort_key) as key
from keyed
where {{after}}
{{order}}
limit {{limit}}
