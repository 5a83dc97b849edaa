-- Ids as numbers: boards tell traces and spans apart without reading texts. A trace's has all 128 bits; a span's is asked beside it.
alter table spans
    add column if not exists trace_key UInt128 default reinterpretAsUInt128(sipHash128(trace_id)),
    add column if not exists span_hash UInt64 default cityHash64(span_id)
