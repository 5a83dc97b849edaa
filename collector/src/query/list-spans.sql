-- What a list says of each span of a page.
with
{{source}}
select
    concat(trace_id, '/', span_id) as id,
    {{columns}}
from picked
where id in ({{ids}})
limit {{limit}}
