-- What can be summed again over parts of a set of judged spans.
count() as spans,
countIf(status = 'error') as errors,
countIf(is_call = 1) as calls,
countIf(is_call = 1 and not said_usage) as calls_without_usage,
{{buckets}},
sumIf(cost_total, is_call = 1 and in_sums = 1) as cost_ours,
sumIf(estimated_input, is_call = 1 and in_sums = 1) as estimated_in,
sumIf(estimated_output, is_call = 1 and in_sums = 1) as estimated_out,
countIf(is_call = 1 and cost_total is not null) as priced_calls,
countIf(is_call = 1 and said_usage and cost_total is null) as unpriced_calls,
sumIf(cost_reported, in_sums = 1) as cost_reported_sum,
countIf(is_call = 1 and in_sums = 1 and cost_reported is not null) as reported_calls
