-- Records whose offset the writer never booked although it booked a later one. A lost record cannot say whose it was.
select sum(missing) as lost
from
(
    select max(queue_offset) - min(queue_offset) + 1 - uniqExact(queue_offset) as missing
    from ingest_books
    where queue = {queue:String}
    group by queue_partition
)
limit 1
