-- Sums of the buckets that were said, so that boards read two columns and not eleven. Unknown is not zero.
alter table spans
    add column if not exists tokens_in Nullable(UInt64) default if(
        coalesce(tokens_input_uncached, tokens_cache_read, tokens_cache_write, tokens_input_audio, tokens_input_image, tokens_input_video) is not null,
        ifNull(tokens_input_uncached, 0) + ifNull(tokens_cache_read, 0) + ifNull(tokens_cache_write, 0) + ifNull(tokens_input_audio, 0) + ifNull(tokens_input_image, 0) + ifNull(tokens_input_video, 0),
        null),
    add column if not exists tokens_out Nullable(UInt64) default if(
        coalesce(tokens_output, tokens_reasoning, tokens_output_audio, tokens_output_image, tokens_output_video) is not null,
        ifNull(tokens_output, 0) + ifNull(tokens_reasoning, 0) + ifNull(tokens_output_audio, 0) + ifNull(tokens_output_image, 0) + ifNull(tokens_output_video, 0),
        null),
    add column if not exists said_usage UInt8 default tokens_in is not null or tokens_out is not null
