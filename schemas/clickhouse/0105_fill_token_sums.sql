-- In the background: until then the sums of old rows are made whenever they are read.
alter table spans materialize column tokens_in, materialize column tokens_out, materialize column said_usage
