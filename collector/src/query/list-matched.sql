-- What a filter picks of whole traces, sessions or users, one row each.
with
{{source}}
select
    {{unit}} as id,
    {{measures}}
from picked
where {{unit}} in ({{ids}})
group by id
limit 1000
