-- Traces that may hold spans of these sessions or users: by their own word, or by that of any span.
select trace_id
from
(
    select trace_id from traces where project_id = {project:String} and {{column}} in ({ids:Array(String)})
    union distinct
    select trace_id from spans where project_id = {project:String} and {{column}} in ({ids:Array(String)})
)
limit {limit:UInt64}
