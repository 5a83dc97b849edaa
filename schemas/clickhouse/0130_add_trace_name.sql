-- What a span says its whole trace is called, so that lists need not read attributes for it. Hardly any span says it.
alter table spans
    add column if not exists trace_name LowCardinality(String) after name
