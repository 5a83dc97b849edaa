-- A log that was made anew goes on under its name with a #, and what was lost of the old one stays lost.
-- Records whose offset the writer never booked although it booked a later one. A lost record cannot say whose it was.
select sum(missing) as lost
from
(
    select max(queue_offset) - min(queue_offset) + 1 - uniqExact(queue_offset) as missing
    from ingest_books
    where splitByChar('#', queue)[1] = splitByChar('#', {queue:String})[1]
    group by queue, queue_partition
)
limit 1
