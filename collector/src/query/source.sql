-- The spans of one project within a window, deduplicated, with what verdicts and traces say about them.
{{name}} as
(
    select
        s.*,
        toUnixTimestamp64Nano(s.start_time) as start_ns,
        if(s.is_running = 1, null, greatest(toUnixTimestamp64Nano(s.end_time) - toUnixTimestamp64Nano(s.start_time), 0)) as duration_ns,
        coalesce({{input_buckets}}) is not null as said_input,
        coalesce({{output_buckets}}) is not null as said_output,
        said_input or said_output as said_usage,
        if(said_input, {{input_sum}}, null) as tokens_in,
        if(said_output, {{output_sum}}, null) as tokens_out{{columns}}
    from (select * from spans final where project_id = {project:String}{{window}}) as s{{joins}}
)
