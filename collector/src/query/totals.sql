-- Sums over the picked spans, whole and by group; of each by model of calls and by tool. Sums of few small parts.
with
{{source}},
facts as
(
    select
        {{group}} as g,
        {{is_shown}} as is_shown,
        is_call as of_calls,
        if(is_call = 1, toString(model), '') as of_model,
        if(is_call = 1, toString(provider), '') as of_provider,
        kind as of_kind,
        if(kind = 'tool', toString(tool_name), '') as of_tool,
        uniqExactStateIf(trace_key, in_sums = 1 and is_call = 0) as rolled_up,
        {{sums}}
    from picked
    group by g, is_shown, of_calls, of_model, of_provider, of_kind, of_tool
)
select
    {{of_group}},
    of_calls,
    of_model,
    of_provider,
    of_kind,
    of_tool,
    grouping(of_calls) as without_model,
    grouping(of_tool) as without_tool,
    sumMap(map(toString(facts.of_kind), facts.spans)) as spans_by_kind,
    sumMap(map(toString(facts.of_kind), facts.errors)) as errors_by_kind,
    uniqExactMerge(facts.rolled_up) as rolled_up_traces,
    {{sums_of_sums}}
from facts
group by grouping sets ({{sets}})
order by spans desc, g, of_model, of_provider, of_tool
limit 200000
