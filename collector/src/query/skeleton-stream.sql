-- Every span of one trace in order of start, for the streamed skeleton.
with
{{source}}
select
    {{columns}}
from picked
order by start_ns, span_id
limit 2000000
