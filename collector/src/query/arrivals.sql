-- Releases and versions of prompts, each with the first start of a span that says it. Versions of a span that FINAL would
-- drop began when the span did.
select
    toString(release) as release,
    toString(prompt_name) as prompt,
    toString(prompt_version) as version,
    toString(toUnixTimestamp64Nano(min(start_time))) as first
from spans
where project_id = {project:String}{{window}} and (release != '' or prompt_version != '')
group by release, prompt, version
limit 100000
