-- Days of which questions are kept, with all the rows that were written, each of them once.
select question, day_ns, fill, said
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
    having found = written and said != ''
)
order by question, day_ns, fill
limit 1000000
