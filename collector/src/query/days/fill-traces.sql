-- The states of days, to be kept: of traces that lie in a day by group and bucket, and each trace by itself that does not.
insert into question_days (project_id, question, day_ns, fill, group_key, at_ns, trace_key, size, state, cost)
with
{{source}},
{{days}} as day_starts,
{{starts}} as bucket_starts,
firsts as
(
    select
        {{groups}}trace_key,
        arrayCount(bound -> bound <= start_ns, day_starts) as day,
        min(start_ns) as first_ns,
        {{cost}} as trace_cost
    from picked{{where}}
    group by {{groups}}trace_key, day
),
placed as
(
    select
        {{key}} as k0,
        day_starts[day] as day_ns,
        first_ns,
        trace_cost,
        trace_key in
        (
            select trace_key
            from traces final
            where project_id = {project:String}{{within}}
                and arrayCount(bound -> bound <= toUnixTimestamp64Nano(start_time), {{days}}) = arrayCount(bound -> bound <= toUnixTimestamp64Nano(end_time), {{days}})
        ) as is_whole,
        if(is_whole, toUInt128(0), trace_key) as key,
        if(is_whole, bucket_starts[arrayCount(bound -> bound <= first_ns, bucket_starts)], first_ns) as at_ns
    from firsts
),
grouped as
(
    select k0, day_ns, key, at_ns, count() as size, any(trace_cost) as any_cost{{states}}
    from placed
    group by k0, day_ns, key, at_ns
)
select
    {project:String},
    part.1,
    day_ns,
    {{fill}},
    k0,
    at_ns,
    key,
    part.2,
    part.3,
    if(key = 0, null, any_cost)
from (select *, arrayJoin(if(key = 0, [{{parts}}], [{{crossing}}])) as part from grouped)
limit {{limit}}
