-- The same of days that are kept.
(
select group_key as k0, {{slot}} as slot, size{{states}}
from question_days
where project_id = {project:String} and question = {{question}} and day_ns in ({{days}}) and has(arrayZip({{days}}, {{fills}}), (day_ns, fill)) and group_key != '' and trace_key = 0
)
