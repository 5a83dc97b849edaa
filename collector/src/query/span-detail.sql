-- Spans with what only their own page shows.
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
    input_bytes + output_bytes as content_bytes,
    mapApply((bucket, amount) -> (toString(bucket), toString(amount)), cost_by_bucket) as cost_by_bucket
from picked
where {{which}}
order by {{order}}
limit {{limit}}
