-- In the background, as those of spans.
alter table traces materialize column trace_key
