-- The writer's count: one row per queue record, however often it was replayed.
select
    toString(toDate(received_time, 'UTC')) as day,
    key_id as key,
    sdk,
    protocol,
    sum(stored) as stored
from ingest_books final
where project_id = {project:String}{{window}}
group by day, key, sdk, protocol
order by day, key, sdk, protocol
limit 1000000
