-- Scores of traces and their spans: the mean of each name, or its latest text.
select
    trace_id,
    span_id,
    target,
    name,
    avg(value) as mean,
    argMax(text_value, time) as latest
from scores final
where project_id = {project:String} and trace_id in ({traces:Array(String)}) and target in ('trace', 'span')
group by trace_id, span_id, target, name
order by trace_id, span_id, target, name
limit 100000
