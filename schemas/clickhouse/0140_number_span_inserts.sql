-- Each row keeps the number of the insert that brought it, through merges: what changed since a number was made is then known exactly.
alter table spans modify setting enable_block_number_column = 1
