-- The spans of one project within a window, deduplicated, with what verdicts and traces say about them.
{{name}} as
(
    select
        {{columns}}
    from (select {{stored}} from spans final where project_id = {project:String}{{window}}) as s{{joins}}
)
