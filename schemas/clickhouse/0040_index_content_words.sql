-- Words as people type them: case and JSON's escapes are the index's affair, and a sign of a script without blanks is a
-- word. Parts take it up when they merge.
alter table span_content
    drop index if exists by_text,
    drop index if exists by_word,
    drop index if exists by_event_word,
    add index by_word attribute_values type text(tokenizer = 'splitByNonAlpha', preprocessor = lower(replaceRegexpAll(attribute_values, '\\\\[nrtbf]|([\\p{Han}\\p{Hiragana}\\p{Katakana}\\p{Thai}])', ' \\1 '))),
    add index by_event_word events type text(tokenizer = 'splitByNonAlpha', preprocessor = lower(replaceRegexpAll(concat(events, ' ', replaceRegexpAll(events, '\n[^\\x00-\\x7f]*[\\x00-\\x7f]', ' ')), '\\\\[nrtbf]|([\\p{Han}\\p{Hiragana}\\p{Katakana}\\p{Thai}])', ' \\1 ')))
