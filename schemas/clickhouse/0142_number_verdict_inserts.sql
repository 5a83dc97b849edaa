-- As those of spans.
alter table span_verdicts modify setting enable_block_number_column = 1
