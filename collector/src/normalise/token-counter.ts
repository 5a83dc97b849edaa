/**
 * The tokenizers that exist as a library: OpenAI's. A table of them is megabytes, so it is loaded when the first span
 * without counts asks for it, and in a process that sees none, never.
 */
import { createRequire } from 'node:module'
import type { TokenCounter } from './estimates.ts'

type Encoding = 'o200k_base' | 'cl100k_base'

const ENCODINGS: readonly (readonly [RegExp, Encoding])[] = [
  [/^(?:gpt-4o|gpt-4\.1|gpt-4\.5|gpt-5|gpt-oss|chatgpt-4o|o[134](?:$|-))/, 'o200k_base'],
  [/^(?:gpt-4|gpt-3\.5|gpt-35|text-embedding-)/, 'cl100k_base'],
]
/** The cost of a word without a break grows with its square; nobody writes one this long. */
const LONGEST_WORD = 256
const LONG_WORDS = new RegExp(`\\S{${LONGEST_WORD}}`, 'g')

const require = createRequire(import.meta.url)
interface Library {
  countTokens(text: string, options: { allowedSpecial: Set<string>; disallowedSpecial: Set<string> }): number
}

const LIBRARIES: Readonly<Record<Encoding, () => Library>> = {
  o200k_base: () => require('gpt-tokenizer/encoding/o200k_base') as Library,
  cl100k_base: () => require('gpt-tokenizer/encoding/cl100k_base') as Library,
}
const counters = new Map<Encoding, (text: string) => number>()

export const countTokens: TokenCounter = (text, model) => {
  const name = model.toLowerCase().replace(/^.*\//, '')
  const encoding = ENCODINGS.find(([pattern]) => pattern.test(name))?.[1]
  if (encoding === undefined) return undefined
  return text === '' ? 0 : counterOf(encoding)(text.replace(LONG_WORDS, '$& '))
}

function counterOf(encoding: Encoding): (text: string) => number {
  let count = counters.get(encoding)
  if (count === undefined) {
    const library = LIBRARIES[encoding]()
    // What looks like a control token in somebody's text is text.
    const asText = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() }
    count = (text) => library.countTokens(text, asText)
    counters.set(encoding, count)
  }
  return count
}
