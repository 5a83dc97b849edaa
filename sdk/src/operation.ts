/** What differs between the observed methods; everything else about a call is the same (see model-call.ts). */
import type { Attributes } from '@opentelemetry/api'
import type { Fields } from './fields.ts'
import type { Settings } from './settings.ts'

export interface Operation {
  /** `gen_ai.operation.name`. */
  readonly name: string
  /** `openai.api.type`; undefined where the convention has none. */
  readonly apiType?: string | undefined
  /** The model asked for; default: the field `model`. */
  model?(body: Fields): string | undefined
  /** Whether the answer will be a stream; default: the field `stream`. */
  isStream?(body: Fields): boolean
  /** The request's parameters. */
  request(body: Fields): Attributes
  /** The request's content; asked only where content is recorded. */
  requestContent(attributes: Attributes, body: Fields, settings: Settings): void
  /** The answer, with its content where content is recorded. */
  answer(attributes: Attributes, answer: Fields, settings: Settings): void
  /** Adds a stream's items up to an answer. */
  fold?(): StreamFold
  /** Where the stream stands in what the method returns; default: it is what the method returns. */
  streamOf?(value: unknown): unknown
  /** The request with a wish for token counts in the stream; undefined where they come anyway. */
  askForUsage?(body: Fields): Fields | undefined
}

export interface StreamFold {
  add(item: unknown): void
  answer(): Fields
  /** An item that is there only because usage was asked for. */
  isUsageOnly?(item: unknown): boolean
  /** The error that an item reports, when a stream says so in words and ends well. */
  failure?(): unknown
}
