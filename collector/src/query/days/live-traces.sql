-- Where each trace of a window begins, and what its calls cost together, of spans as they are; by group, if there are any.
(
with
{{source}},
firsts as
(
    select {{groups}}trace_key, min(start_ns) as first_ns, {{cost}} as trace_cost
    from picked{{where}}
    group by {{groups}}trace_key
)
select {{key}} as k0, trace_key, first_ns, trace_cost from firsts
)
