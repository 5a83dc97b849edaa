-- What is in the store now, by what the spans themselves say of their coming.
select
    toString(toDate(received_time, 'UTC')) as day,
    key_id as key,
    protocol,
    count() as spans
from spans final
where project_id = {project:String}{{window}}
group by day, key, protocol
order by day, key, protocol
limit 1000000
