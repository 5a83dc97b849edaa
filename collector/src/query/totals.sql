-- Sums over the picked spans: by group, by group and model of calls, by group and tool.
with
{{source}},
grouped as (select *, {{group}} as g from picked){{top}}
select
    g,
    is_call as of_calls,
    model as of_model,
    provider as of_provider,
    kind as of_kind,
    tool_name as of_tool,
    grouping(is_call) as without_model,
    grouping(tool_name) as without_tool,
    {{measures}}
from grouped
{{where}}
group by grouping sets ((g), (g, is_call, model, provider), (g, kind, tool_name))
order by spans desc, g, of_model, of_provider, of_tool
limit 200000
