-- Log records and announcements are searched like the span they belong to. They are kept as protobuf, so a text is read
-- twice: as it stands, and without the tag and the length before it, which may look like letters.
alter table span_fragments
    drop index if exists by_word,
    add index by_word payload type text(tokenizer = 'splitByNonAlpha', preprocessor = lower(replaceRegexpAll(concat(payload, ' ', replaceRegexpAll(payload, '\n[^\\x00-\\x7f]*[\\x00-\\x7f]', ' ')), '\\\\[nrtbf]|([\\p{Han}\\p{Hiragana}\\p{Katakana}\\p{Thai}])', ' \\1 ')))
