-- What a fill has written, and how much of it is different.
select question, day_ns, count() as n, uniqExact(group_key, at_ns, trace_key) as different
from question_days
where project_id = {project:String} and question in {questions:Array(String)} and day_ns in {days:Array(Int64)} and fill = {fill:String}
group by question, day_ns
limit 1000000
