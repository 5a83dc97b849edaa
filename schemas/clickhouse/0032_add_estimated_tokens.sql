-- Tokens that nobody sent, counted by the model's tokenizer: beside what was reported, never in it.
alter table spans
    add column if not exists estimated_input Nullable(UInt64) after tokens_output_video,
    add column if not exists estimated_output Nullable(UInt64) after estimated_input
