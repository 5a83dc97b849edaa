/**
 * The tokenizers that exist as libraries. A table of them is megabytes, so it is loaded when the first span without
 * counts asks for it, and in a process that sees none, never. One that cannot be loaded estimates nothing: a span is
 * not lost over what was to be added to it.
 */
import { createRequire } from 'node:module'
import type { TokenCounter } from './estimates.ts'

type Count = (text: string) => number
type Load = () => unknown

const require = createRequire(import.meta.url)

interface OpenAiLibrary {
  countTokens(text: string, options: { allowedSpecial: Set<string>; disallowedSpecial: Set<string> }): number
}

interface LlamaLibrary {
  readonly default: { encode(text: string, options: { bos: false; eos: false }): readonly number[] }
}

/** Families of models by name → the package that has their table, and how it counts. First match wins. */
const TOKENIZERS: readonly (readonly [RegExp, Load, (library: unknown) => Count])[] = [
  [
    /^(?:gpt-4o|gpt-4\.1|gpt-4\.5|gpt-5|gpt-oss|chatgpt-4o|o[134](?:$|-))/,
    () => require('gpt-tokenizer/encoding/o200k_base'),
    openAi,
  ],
  [/^(?:gpt-4|gpt-3\.5|gpt-35|text-embedding-)/, () => require('gpt-tokenizer/encoding/cl100k_base'), openAi],
  // Of Meta's models 3 to 3.3, by whatever name a host sells them.
  [/^(?:meta-|meta\.)?llama-?v?3(?:$|[-.:p_])/, () => require('llama3-tokenizer-js'), llama],
]
/** The cost of a word without a break grows with its square; nobody writes one this long. */
const LONGEST_WORD = 256
const LONG_WORDS = new RegExp(`\\S{${LONGEST_WORD}}`, 'g')

export const countTokens: TokenCounter = createTokenCounter((load) => load())

/** `open` runs what loads a package; a test may refuse. */
export function createTokenCounter(open: (load: Load) => unknown): TokenCounter {
  const counts = new Map<Load, Count | undefined>()
  return (text, model) => {
    const name = model.toLowerCase().replace(/^.*\//, '')
    const found = TOKENIZERS.find(([pattern]) => pattern.test(name))
    if (found === undefined) return undefined
    const [, load, countOf] = found
    if (!counts.has(load))
      counts.set(
        load,
        loaded(() => countOf(open(load))),
      )
    const count = counts.get(load)
    if (count === undefined) return undefined
    return text === '' ? 0 : count(text.replace(LONG_WORDS, '$& '))
  }
}

function loaded(count: () => Count): Count | undefined {
  try {
    return count()
  } catch {
    // Not installed, or it does not run here: there is no estimate, which is what readers see.
    return undefined
  }
}

function openAi(library: unknown): Count {
  const { countTokens } = library as OpenAiLibrary
  // What looks like a control token in somebody's text is text.
  const asText = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() }
  return (text) => countTokens(text, asText)
}

function llama(library: unknown): Count {
  const tokenizer = (library as LlamaLibrary).default
  return (text) => tokenizer.encode(text, { bos: false, eos: false }).length
}
