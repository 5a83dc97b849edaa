-- A trace with spans of several groups is one of each, and one of all together.
counted as (select k0, sum(size) as traces_of_group from ({{traces}}) group by k0),
whole as (select sum(size) as traces_of_all from ({{all}})),
