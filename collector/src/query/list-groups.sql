-- Numbers and facts of whole traces, sessions or users, one row each.
with
{{source}}
select
    {{unit}} as id,
    min(start_ns) as first_ns,
    max(toUnixTimestamp64Nano(end_time)) as last_ns,
    max(is_running) as running,
    argMinIf(trace_name, (parent_span_id != '', start_ns, span_id), trace_name != '') as said_name,
    if(said_name != '', said_name, argMin(name, (parent_span_id != '', start_ns, span_id))) as root_name,
    argMin(status, (parent_span_id != '', start_ns, span_id)) as root_status,
    argMinIf(service, (parent_span_id != '', start_ns, span_id), service != '') as root_service,
    argMinIf(environment, (parent_span_id != '', start_ns, span_id), environment != '') as root_environment,
    argMinIf(release, (parent_span_id != '', start_ns, span_id), release != '') as root_release,
    argMinIf(whose, (parent_span_id != '', start_ns, span_id), whose != '') as root_user,
    argMinIf(session, (parent_span_id != '', start_ns, span_id), session != '') as root_session,
    argMinIf(input_preview, (parent_span_id != '', start_ns, span_id), input_preview != '') as first_input,
    argMaxIf(output_preview, (parent_span_id = '', end_time, span_id), output_preview != '') as last_output,
    argMinIf(ttft_ns, (start_ns, span_id), ttft_ns is not null) as first_ttft,
    argMinIf(client_trace_id, (parent_span_id != '', start_ns, span_id), client_trace_id != '') as client_trace,
    arraySlice(arraySort(groupUniqArrayArray(1000)(tags)), 1, 50) as all_tags,
    arraySlice(arraySort(groupUniqArrayIf(1000)(toString(model), is_call = 1 and model != '')), 1, 50) as all_models,
    arraySlice(arraySort(groupUniqArrayIf(1000)(whose, whose != '')), 1, 10) as all_users,
    {{measures}}
from picked
where {{unit}} in ({{ids}})
group by id
limit 1000
