/** Counts of emitters that nobody listed: under names of their own, as one object, or as text that is no count. */

import type { FieldRow } from '../../support/dialects/rows.ts'
import { testRows } from '../../support/dialects/rows.ts'
import {
  ANTHROPIC,
  type Attributes,
  claude,
  json,
  OPENAI,
  OPENAI_WITHOUT_DETAILS,
  OPENAI_WITHOUT_REASONING,
  openAi,
  otel,
} from '../../support/dialects/token-rows/sent.ts'

const row = (name: string, attributes: Attributes, tokens: object): FieldRow => [
  name,
  { scope: 'somebody.else', attributes },
  { kind: 'llm', ownCounts: 1, tokens },
]
const WRITTEN = { input_uncached: 100, cache_write: 20, output: 25 }
const REASONED = { input_uncached: 120, output: 17, reasoning: 8 }

const spelled = (tokens: object, count: number, names: readonly string[]): FieldRow[] =>
  names.map((name) => row(name, { ...openAi, [name]: count }, tokens))

testRows([
  ...spelled(OPENAI_WITHOUT_REASONING, 64, [
    'gen_ai.usage.cached_tokens',
    'gen_ai.usage.cache_read_tokens',
    'gen_ai.usage.input_tokens.cached',
    'gen_ai.usage.prompt_tokens_details.cached_tokens',
    'gen_ai.usage.details.cached_content_tokens',
    'gen_ai.usage.prompt_cache_hit_tokens',
    'llm.usage.cached_input_tokens',
  ]),
  ...spelled(WRITTEN, 20, [
    'gen_ai.usage.cache_creation_tokens',
    'gen_ai.usage.input_tokens.cache_write',
    'gen_ai.usage.details.cache_creation_input_tokens',
  ]),
  ...spelled(REASONED, 8, [
    'gen_ai.usage.output_tokens.reasoning',
    'gen_ai.usage.completion_tokens_details.reasoning_tokens',
    'gen_ai.usage.details.thoughts_tokens',
    'gen_ai.usage.thinking_tokens',
  ]),
  ...spelled(OPENAI_WITHOUT_DETAILS, 64, [
    'gen_ai.usage.cache_miss_tokens',
    'gen_ai.usage.cache_read_cost',
    'gen_ai.usage.cache_hit_rate',
    'gen_ai.usage.cached_text_tokens',
  ]),
  row(
    'one count under two names is one count',
    { ...openAi, 'gen_ai.usage.details.cached_tokens.input': 64, 'gen_ai.usage.cached_tokens': 64 },
    OPENAI_WITHOUT_REASONING,
  ),
  row(
    'writes by how long they are kept are added up',
    {
      ...openAi,
      'gen_ai.usage.cache_creation.ephemeral_5m_input_tokens': 15,
      'gen_ai.usage.cache_creation.ephemeral_1h_input_tokens': 5,
    },
    WRITTEN,
  ),
  row(
    'and stand beside their sum',
    {
      ...openAi,
      'gen_ai.usage.cache_creation.ephemeral_5m_input_tokens': 15,
      'gen_ai.usage.cache_creation_tokens': 20,
    },
    WRITTEN,
  ),
  row(
    'a name of the conventions comes first',
    { ...openAi, 'gen_ai.usage.cache_read.input_tokens': 64, 'gen_ai.usage.cached_tokens': 99 },
    OPENAI_WITHOUT_REASONING,
  ),
  row(
    'OpenAI’s usage as JSON',
    {
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage': json({
        prompt_tokens: 120,
        completion_tokens: 25,
        prompt_tokens_details: { cached_tokens: 64 },
        completion_tokens_details: { reasoning_tokens: 8 },
      }),
    },
    OPENAI,
  ),
  row(
    'Anthropic’s usage as a structure',
    {
      ...claude,
      'gen_ai.usage': {
        input_tokens: 40,
        output_tokens: 30,
        cache_read_input_tokens: 60,
        cache_creation_input_tokens: 20,
      },
    },
    ANTHROPIC,
  ),
  row(
    'Anthropic’s usage with more that is fresh than cached',
    { ...claude, 'gen_ai.usage': json({ input_tokens: 400, output_tokens: 30, cache_read_input_tokens: 60 }) },
    { input_uncached: 400, cache_read: 60, output: 30 },
  ),
  row(
    'names from before the conventions',
    {
      'llm.request.type': 'chat',
      'llm.request.model': 'gpt-4o',
      'llm.vendor': 'OpenAI',
      'llm.usage.prompt_tokens': 120,
      'llm.usage.completion_tokens': 25,
      'llm.usage.total_tokens': 145,
    },
    OPENAI_WITHOUT_DETAILS,
  ),
  row('counts as text', { ...openAi, 'gen_ai.usage.input_tokens': '120.0' }, OPENAI_WITHOUT_DETAILS),
  row('blanks are no zero', { ...claude, ...otel(120, 0), 'gen_ai.usage.output_tokens': ' ' }, { input_uncached: 120 }),
])
