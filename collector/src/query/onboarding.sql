-- The newest spans by what sent them: enough for the page that waits for the first one.
with
newest as
(
    select trace_id
    from (select trace_id, received_time from spans where project_id = {project:String} order by received_time desc limit 1000)
    group by trace_id
    limit 200
),
{{source}}
select
    sdk,
    dialect,
    protocol,
    service,
    count() as spans,
    countIf(is_call = 1) as calls,
    countIf(kind in ('llm', 'embedding', 'reranker')) as llm_spans,
    sumIf(tokens_in, in_sums = 1) as tokens_input,
    sumIf(tokens_out, in_sums = 1) as tokens_output,
    countIf(is_call = 1 and cost_total is not null) as priced_calls,
    countIf(is_call = 1 and said_usage and cost_total is null) as unpriced_calls,
    groupUniqArrayIf(20)(toString(model), is_call = 1 and said_usage and cost_total is null and model != '') as unpriced_models,
    countIf(is_call = 1 and model = '') as without_model,
    countIf(is_call = 1 and not said_usage) as without_tokens,
    countIf(is_call = 1 and input_bytes = 0 and output_bytes = 0) as without_content,
    countIf(whose != '') as with_user,
    countIf(session != '') as with_session,
    min((received_time, start_ns, trace_id, span_id, name, toString(kind))) as first
from picked
where trace_id in (select trace_id from newest)
group by sdk, dialect, protocol, service
order by spans desc, sdk, dialect, protocol, service
limit 100
