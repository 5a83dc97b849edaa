-- Models of calls that carry tokens and have no price, most calls first.
with
{{source}}
select
    toString(model) as of_model,
    toString(provider) as of_provider,
    countIf(is_call = 1 and said_usage and cost_total is null) as unpriced,
    count() as calls,
    sumIf(tokens_in, cost_total is null and said_usage and in_sums = 1) as input_tokens,
    sumIf(tokens_out, cost_total is null and said_usage and in_sums = 1) as output_tokens,
    toString(sumIf(cost_reported, cost_total is null and said_usage and in_sums = 1)) as reported,
    minIf(start_ns, cost_total is null and said_usage) as first_ns,
    maxIf(start_ns, cost_total is null and said_usage) as last_ns,
    argMaxIf((trace_id, span_id), start_ns, cost_total is null and said_usage) as example
from picked
where is_call = 1
group by of_model, of_provider
order by unpriced desc, last_ns desc, of_model, of_provider
limit 100000
