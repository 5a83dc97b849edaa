-- Merges of many parts at a time: a row is rewritten (and its text indexed) a few times in its life, not at every step.
alter table span_content modify setting merge_selector_base = 16, min_parts_to_merge_at_once = 8
