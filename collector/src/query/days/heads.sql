-- Days of which a question is kept as the store says them now, with all the rows that were written.
select day_ns, max(fill) as newest
from
(
    select
        day_ns,
        fill,
        countIf(group_key != '') as found,
        maxIf(size, group_key = '') as written,
        anyIf(mark, group_key = '') as said
    from question_days
    where project_id = {project:String} and question = {question:String} and day_ns in {days:Array(Int64)}
    group by day_ns, fill
    having found = written and said in {marks:Array(String)}
)
group by day_ns
limit 100000
