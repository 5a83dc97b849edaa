// Which field an attribute is likely to be for, by the words of its key: where a rule starts, and a person decides. Pure.
import type { MappedField } from '@vitrine/schemas'

/** First match wins, so the narrower words come first. */
const WORDS: readonly (readonly [RegExp, MappedField])[] = [
  [/cache.*(?:write|creation)/, 'tokens_cache_write'],
  [/cache/, 'tokens_cache_read'],
  [/reasoning.*tokens|thought/, 'tokens_reasoning'],
  [/(?:output|completion|generated).*tokens|tokens.*(?:output|completion)/, 'tokens_output'],
  [/tokens/, 'tokens_input'],
  [/cost|price|usd/, 'reported_cost'],
  [/session|thread|conversation|chat_?id/, 'session'],
  [/prompt.*version/, 'prompt_version'],
  [/prompt.*(?:name|id|key)/, 'prompt_name'],
  [/response.*model/, 'response_model'],
  [/(?:response|completion).*id/, 'response_id'],
  [/model|deployment/, 'model'],
  [/provider|vendor/, 'provider'],
  [/user|customer|tenant/, 'user'],
  [/environment|stage|\benv\b/, 'environment'],
  [/release|version|commit/, 'release'],
  [/tag|label/, 'tags'],
  [/agent/, 'agent'],
  [/tool|function/, 'tool'],
  [/finish|stop_?reason/, 'finish_reason'],
  [/input|question|prompt|request/, 'input'],
  [/output|answer|response|completion|result/, 'output'],
  [/kind|type/, 'kind'],
  [/name|title/, 'name'],
]

export function guessField(attribute: string): MappedField {
  const key = attribute.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()
  return WORDS.find(([words]) => words.test(key))?.[1] ?? 'session'
}
