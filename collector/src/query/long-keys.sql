-- Does any span of the window carry one of these attributes with a value too long to filter by?
select arrayIntersect(long_keys, {keys:Array(String)}) as found
from spans final
where project_id = {project:String}{{window}} and hasAny(long_keys, {keys:Array(String)})
limit 1
