-- Which spans are on one page of those that were picked, and where they lie.
with
{{source}}
select
    concat(trace_id, '/', span_id) as id,
    trace_id,
    {{sort}} as sort_key,
    toString(sort_key) as key,
    start_ns
from picked
where {{after}}
{{order}}
limit {{limit}}
