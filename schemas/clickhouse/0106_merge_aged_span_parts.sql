-- Of a month that is still written to, what is older than a day becomes one part, once a day at most: only newer spans are left to deduplicate.
alter table spans modify setting min_age_to_force_merge_on_partition_only = 0
