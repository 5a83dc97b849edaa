/**
 * Tokens of a call that nobody counted, by the model's own tokenizer: an estimate, kept apart from what was reported
 * and never priced. Only calls without any count are looked at, and only so much of their text.
 */
import type { Message } from '@vitrine/schemas/api'
import { contentOf } from '../mapping/messages.ts'
import type { SpanView } from '../mapping/span-view.ts'

/** undefined: there is no tokenizer for this model. */
export type TokenCounter = (text: string, model: string) => number | undefined

export interface EstimatedTokens {
  readonly input: number | undefined
  readonly output: number | undefined
}

/** Characters of a side that are counted; of a longer one the rest is taken to be like its beginning. */
const MAX_CHARACTERS = 32_768
/** What a chat format puts around each message, and before the answer. */
const TOKENS_AROUND_MESSAGE = 4
const TOKENS_BEFORE_ANSWER = 3

export function estimateTokens(view: SpanView, model: string, count: TokenCounter): EstimatedTokens | undefined {
  if (model === '' || count('', model) === undefined) return undefined
  const { messages, input } = contentOf(view)
  const asked = messages.filter((message) => message.isOutput !== true)
  const said = messages.filter((message) => message.isOutput === true)
  const countOf = (text: string) => (text === '' ? undefined : counted(text, model, count))
  const ofInput = countOf(asked.length > 0 ? textOf(asked) : plainText(input))
  const ofOutput = countOf(textOf(said))
  if (ofInput === undefined && ofOutput === undefined) return undefined
  const around = asked.length === 0 ? 0 : asked.length * TOKENS_AROUND_MESSAGE + TOKENS_BEFORE_ANSWER
  return { input: ofInput === undefined ? undefined : ofInput + around, output: ofOutput }
}

function counted(text: string, model: string, count: TokenCounter): number | undefined {
  const tokens = count(text.slice(0, MAX_CHARACTERS), model)
  if (tokens === undefined || text.length <= MAX_CHARACTERS) return tokens
  return Math.round((tokens * text.length) / MAX_CHARACTERS)
}

/** What a model reads of messages: their words and calls; media have counts of their own that nobody can guess. */
function textOf(messages: readonly Message[]): string {
  return messages
    .flatMap((message) =>
      message.parts.map((part) => {
        if (part.type === 'text' || part.type === 'reasoning' || part.type === 'refusal') return part.text
        if (part.type === 'tool_call') return `${part.name ?? ''} ${plainText(part.arguments)}`
        return part.type === 'tool_result' ? plainText(part.result) : ''
      }),
    )
    .join('\n')
}

function plainText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
