-- Of days that are kept, the traces that other days know as well.
(
select group_key as k0, trace_key, at_ns as first_ns, assumeNotNull(cost) as trace_cost
from question_days
where project_id = {project:String} and {{among}} and trace_key != 0
)
