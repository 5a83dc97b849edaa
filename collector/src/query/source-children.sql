-- What its children leave a span of its time: all of them and it together, less all of them. So one that outlives it takes what they share. A running one has no end yet, and takes nothing. Trace and span are one number here, which halves the work.
any left join
(
    select
        node,
        toInt64(intervalLengthSum(first_ns, last_ns)) - toInt64(intervalLengthSumIf(first_ns, last_ns, is_child = 1)) as alone,
        1 as is_parent
    from
    (
        select
            bitXor(trace_key, toUInt128(cityHash64(parent_span_id))) as node,
            1 as is_child,
            toUnixTimestamp64Nano(start_time) as first_ns,
            greatest(first_ns, toUnixTimestamp64Nano(end_time)) as last_ns
        from spans final
        where project_id = {project:String} and parent_span_id != '' and is_running = 0{{beside}}
        union all
        select
            bitXor(trace_key, toUInt128(span_hash)) as node,
            0 as is_child,
            toUnixTimestamp64Nano(start_time) as first_ns,
            greatest(first_ns, toUnixTimestamp64Nano(end_time)) as last_ns
        from spans final
        where project_id = {project:String}{{beside}} and node in
        (
            select bitXor(trace_key, toUInt128(cityHash64(parent_span_id)))
            from spans final
            where project_id = {project:String} and parent_span_id != ''{{beside}}
        )
    )
    group by node
) as c on c.node = bitXor(s.trace_key, toUInt128(s.span_hash))
