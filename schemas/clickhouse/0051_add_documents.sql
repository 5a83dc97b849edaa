-- How many documents a retrieval found, so that empty ones are counted without reading content.
alter table spans
    add column if not exists documents Nullable(UInt64) after estimated_output
