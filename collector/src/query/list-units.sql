-- Numbers and facts of sessions or users, one row each. They may hold millions of spans: ranks are single numbers here,
-- a root before its children, and nothing is asked that their rows do not show.
with
{{source}}
select
    {{unit}} as id,
    min(start_ns) as first_ns,
    max(toUnixTimestamp64Nano(end_time)) as last_ns,
    argMinIf(input_preview, start_ns + if(parent_span_id = '', 0, 4000000000000000000), input_preview != '') as first_input,
    argMaxIf(output_preview, toUnixTimestamp64Nano(end_time) - if(parent_span_id = '', 0, 4000000000000000000), output_preview != '') as last_output,
    arraySlice(arraySort(groupUniqArrayIf(1000)(toString(model), is_call = 1 and model != '')), 1, 50) as all_models,
    arraySlice(arraySort(groupUniqArrayIf(1000)(whose, whose != '')), 1, 10) as all_users,
    {{measures}}
from picked
where {{unit}} in ({{ids}})
group by id
limit 1000
