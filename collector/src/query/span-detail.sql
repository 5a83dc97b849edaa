-- One span of one trace by our id or the client's, with what only its own page shows.
with
{{source}}
select
    {{columns}},
    toUnixTimestamp64Milli(received_time) as received_ms,
    toUnixTimestamp(toStartOfHour(start_time)) as hour_s,
    clock,
    dialect,
    sdk,
    protocol,
    is_damaged,
    response_model,
    response_id,
    prompt_name,
    prompt_version,
    finish_reason,
    is_stream,
    price_id,
    mapApply((bucket, amount) -> (toString(bucket), toString(amount)), cost_by_bucket) as cost_by_bucket
from picked
where span_id = {{ours}} or client_id = {{theirs}}
order by span_id = {{ours}} desc, span_id
limit 1
