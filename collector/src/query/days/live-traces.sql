-- Where each trace of a window begins, and what its calls cost together, of spans as they are.
(
with
{{source}}
select trace_key, min(start_ns) as first_ns, {{cost}} as trace_cost
from picked{{where}}
group by trace_key
)
