-- One page of picked spans.
with
{{source}}
select
    concat(trace_id, '/', span_id) as id,
    {{sort}} as sort_key,
    toString(sort_key) as key,
    {{columns}}
from picked
where {{after}}
{{order}}
limit {{limit}}
