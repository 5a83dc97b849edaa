-- In the background: until then the numbers of old rows are made whenever they are read.
alter table spans materialize column trace_key, materialize column span_hash
