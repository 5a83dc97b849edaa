/** What the reply function is told. */
export interface StandinRequest {
  readonly path: string
  readonly body: Record<string, unknown>
  readonly number: number
}

export interface StandinReply {
  readonly content?: string
  readonly reasoning?: string
  readonly toolCalls?: readonly { readonly name: string; readonly arguments: Record<string, unknown> }[]
}

export interface StandinOptions {
  /** Makes response ids differ between runs. */
  readonly seed?: string
  /** What the model says; default: an echo, and a tool call where tools are offered and not yet answered. */
  readonly reply?: (request: StandinRequest) => StandinReply
  /** Waited for before each streamed chunk: tests hold the stream here, the demo paces it. */
  readonly beforeChunk?: (index: number, request: StandinRequest) => Promise<void> | void
  /** Waited for before an answer begins. */
  readonly beforeAnswer?: (request: StandinRequest) => Promise<void> | void
}

export interface Standin {
  /** The base URL of an OpenAI client. */
  readonly url: string
  readonly requests: readonly (StandinRequest & { readonly headers: Record<string, string | string[] | undefined> })[]
  close(): Promise<void>
}

export function startStandin(options?: StandinOptions): Promise<Standin>
/** About as many tokens as a tokenizer would count. */
export function countTokens(text: string): number
/** A bag of words and letter pairs, hashed: near texts have near vectors, in any script. */
export function embed(text: string, dimensions?: number): number[]
