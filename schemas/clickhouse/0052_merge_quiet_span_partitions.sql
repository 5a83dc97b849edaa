-- A partition of spans that nothing was written to for a day becomes one part: reading it needs no deduplication then.
alter table spans modify setting min_age_to_force_merge_seconds = 86400, min_age_to_force_merge_on_partition_only = 1
