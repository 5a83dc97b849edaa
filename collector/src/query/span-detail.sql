-- Spans with what only their own page shows.
with
{{source}}
select
    {{columns}},
    {{detail}}
from picked
where {{which}}
order by {{order}}
limit {{limit}}
