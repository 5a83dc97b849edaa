-- Days of which questions are kept as the store says them now, with all the rows that were written.
select question, day_ns, max(fill) as newest
from
(
    select
        question,
        day_ns,
        fill,
        countIf(group_key != '') as found,
        maxIf(size, group_key = '') as written,
        anyIf(mark, group_key = '') as said
    from question_days
    where project_id = {project:String} and question in {questions:Array(String)} and day_ns in {days:Array(Int64)}
    group by question, day_ns, fill
    having found = written and said in {marks:Array(String)}
)
group by question, day_ns
limit 1000000
