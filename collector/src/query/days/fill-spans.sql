-- The states of days, to be kept.
insert into question_days (project_id, question, day_ns, fill, group_key, at_ns, size, states)
select
    {project:String},
    {{question}},
    {{days}}[slot + 1],
    {{fill}},
    k0,
    {{starts}}[slot + 1],
    size,
    [{{texts}}]
from {{from}}
limit {{limit}}
