-- Every number of a trace, session or user, and of what a filter picks of it.
uniqExact(trace_key) as traces,
uniqExactIf(session, session != '') as sessions,
uniqExactIf(trace_key, in_sums = 1 and is_call = 0) as rolled_up_traces,
{{sums}}
