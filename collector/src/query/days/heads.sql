-- Days of which a question is kept as the store says them now.
select day_ns, max(fill) as fill
from question_days
where project_id = {project:String} and question = {question:String} and group_key = '' and mark in {marks:Array(String)}
group by day_ns
limit 100000
