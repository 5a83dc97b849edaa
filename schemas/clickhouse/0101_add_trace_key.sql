-- The same number as in spans, which are joined by it.
alter table traces add column if not exists trace_key UInt128 default reinterpretAsUInt128(sipHash128(trace_id))
