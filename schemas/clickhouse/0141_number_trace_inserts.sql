-- As those of spans.
alter table traces modify setting enable_block_number_column = 1
