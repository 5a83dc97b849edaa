-- The same of days that are kept.
(
select group_key as k0, {{slot}} as slot, sum(size) as size{{states}}
from question_days
where project_id = {project:String} and {{among}} and group_key != '' and trace_key = 0
group by day_ns, group_key, at_ns
)
