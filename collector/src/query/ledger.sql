-- The writer's count: one row per queue record, however often it was replayed. Of the queue at hand only what was
-- committed at the moment the queue was read: the rest is waiting there.
select
    toString(toDate(received_time, 'UTC')) as day,
    key_id as key,
    sdk,
    protocol,
    sum(stored) as stored
from ingest_books final
where project_id = {project:String}{{window}}
    and (queue != {queue:String} or queue_offset < transform(queue_partition, {partitions:Array(UInt32)}, {committed:Array(UInt64)}, toUInt64(0)))
group by day, key, sdk, protocol
order by day, key, sdk, protocol
limit 1000000
