/** Facts inside the JSON attributes of a span: its metadata, and a call's parameters. Each is parsed once, or never. */
import type { SpanView } from '../mapping/span-view.ts'
import { type Dictionary, dictionaryOf, isDictionary, isEmptyText } from '../mapping/values.ts'
import { asBuffer } from '../mapping/wire.ts'

const METADATA = 'metadata'
const PARAMETERS = 'llm.invocation_parameters'
/** Parameters are as long as the tools among them; they are parsed only where one of these is in them. */
const MARKS = ['"metadata"', '"user"', '"stream"']

export class Inside {
  readonly #view: SpanView
  #metadata: Dictionary | undefined
  #parameters: Dictionary | undefined

  constructor(view: SpanView) {
    this.#view = view
  }

  /** A key of the metadata, or of the metadata that a gateway takes among the call's parameters. */
  text(...keys: readonly string[]): string {
    return textIn(this.metadata(), keys) || textIn(this.metadataOfCall(), keys)
  }

  parameter(key: 'user' | 'stream'): unknown {
    return this.#parametersOf()[key]
  }

  metadataOfCall(): Dictionary {
    const { metadata } = this.#parametersOf()
    return isDictionary(metadata) ? metadata : NOTHING
  }

  metadata(): Dictionary {
    this.#metadata ??= (this.#view.has(METADATA) ? dictionaryOf(this.#view.get(METADATA)) : undefined) ?? NOTHING
    return this.#metadata
  }

  #parametersOf(): Dictionary {
    this.#parameters ??= this.#readParameters() ?? NOTHING
    return this.#parameters
  }

  #readParameters(): Dictionary | undefined {
    const bytes = this.#view.has(PARAMETERS) ? this.#view.bytes(PARAMETERS) : undefined
    if (bytes === undefined) return undefined
    const buffer = asBuffer(bytes)
    return MARKS.some((mark) => buffer.includes(mark)) ? dictionaryOf(this.#view.get(PARAMETERS)) : undefined
  }
}

const NOTHING: Dictionary = {}

function textIn(dictionary: Dictionary, keys: readonly string[]): string {
  for (const key of keys) {
    const value = dictionary[key]
    if (typeof value === 'string' && !isEmptyText(value)) return value
    if (typeof value === 'number') return String(value)
  }
  return ''
}
