-- The states of days, to be kept.
insert into question_days (project_id, question, day_ns, fill, group_key, at_ns, size, state)
select
    {project:String},
    part.1,
    {{days}}[slot + 1],
    {{fill}},
    k0,
    {{starts}}[slot + 1],
    part.2,
    part.3
from (select *, arrayJoin([{{parts}}]) as part from {{from}})
limit {{limit}}
