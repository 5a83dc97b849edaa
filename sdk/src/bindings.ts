/** Which methods of which clients are model calls. A new client is a row here and an operation in a folder of its own. */
import { anthropicMessages } from './anthropic/messages.ts'
import { anthropicBatches, geminiBatches, mistralBatches, openaiBatches } from './batches.ts'
import { bedrockCall, isBedrock } from './bedrock/commands.ts'
import { type Fields, fieldsOf, text } from './fields.ts'
import { geminiEmbeddings, geminiGenerate, geminiImages, geminiStream } from './google/generate.ts'
import { mistralChat, mistralEmbeddings, mistralFim, mistralStream } from './mistral/chat.ts'
import { ollamaChat, ollamaEmbed, ollamaGenerate } from './ollama/chat.ts'
import { speechOperation, transcriptionOperation } from './openai/audio.ts'
import { chatOperation } from './openai/chat.ts'
import { completionsOperation } from './openai/completions.ts'
import { embeddingsOperation } from './openai/embeddings.ts'
import { imagesOperation } from './openai/images.ts'
import { responsesOperation } from './openai/responses.ts'
import type { Operation } from './operation.ts'
import { NOWHERE, type Provider, providerOf } from './provider.ts'

export interface Binding {
  /** The family of clients; also how `register` finds the classes. */
  readonly family: Family
  /** From the client to the part that has the method. */
  readonly path: readonly string[]
  readonly method: string
  /** A method of the same part that makes each request of this one, where a client has it: that one is observed then. */
  readonly unless?: string
  /** Where methods are fields of each client: a property that its constructor assigns when they are there. */
  readonly assigned?: string
  /** Whether this object is such a client; must not touch a getter that does more than get. */
  fits(client: object): boolean
  provider(client: object, named: string | undefined): Provider
  /** What is called with these arguments; undefined for a call that is no model's. */
  call(args: readonly unknown[]): { readonly operation: Operation; readonly body: Fields } | undefined
}

export type Family = 'openai' | 'anthropic' | 'google' | 'mistral' | 'ollama' | 'bedrock'

/** What the calls of one family have in common. */
type Kin = Pick<Binding, 'family' | 'fits' | 'provider' | 'assigned'>

const OPENAI: Kin = {
  family: 'openai',
  fits: (client) => !isAnthropic(client) && !isMistral(client) && !isGoogle(client) && !isBedrock(client),
  provider: (client, named) => providerOf(fieldsOf(client).baseURL, named),
}
const ANTHROPIC: Kin = {
  family: 'anthropic',
  fits: isAnthropic,
  provider: (client, named) => spokenBy('anthropic', providerOf(fieldsOf(client).baseURL, named), named),
}
const GOOGLE: Kin = {
  family: 'google',
  fits: isGoogle,
  provider: (client, named) => ({
    ...NOWHERE,
    name: named ?? (fieldsOf(client).vertexai === true ? 'gcp.vertex_ai' : 'gcp.gemini'),
  }),
}
const MISTRAL: Kin = {
  family: 'mistral',
  fits: isMistral,
  provider: (client, named) =>
    spokenBy('mistral_ai', providerOf(text(fieldsOf(fieldsOf(client)._baseURL).href), named), named),
}
/** Version 0 has its methods on itself, as fields. */
const MISTRAL_0: Kin = {
  family: 'mistral',
  assigned: 'endpoint',
  fits: (client) => typeof fieldsOf(client).chat === 'function' && typeof fieldsOf(client).chatStream === 'function',
  provider: (client, named) => spokenBy('mistral_ai', providerOf(fieldsOf(client).endpoint, named), named),
}
const OLLAMA: Kin = {
  family: 'ollama',
  // Before 0.5 there is no `embed`; who wraps a client of their own may leave out `generate`.
  fits: (client) => {
    const { chat, generate, embed } = fieldsOf(client)
    return typeof chat === 'function' && (typeof generate === 'function' || typeof embed === 'function')
  },
  provider: (client, named) => providerOf(fieldsOf(fieldsOf(client).config).host, named ?? 'ollama'),
}
const BEDROCK: Kin = {
  family: 'bedrock',
  fits: isBedrock,
  provider: (_client, named) => ({ ...NOWHERE, name: named ?? 'aws.bedrock' }),
}

export const BINDINGS: readonly Binding[] = [
  ...bindings(OPENAI, {
    'chat.completions.create': chatOperation,
    'responses.create': responsesOperation,
    'embeddings.create': embeddingsOperation,
    'completions.create': completionsOperation,
    'images.generate': imagesOperation,
    'images.edit': imagesOperation,
    'audio.transcriptions.create': transcriptionOperation,
    'audio.translations.create': transcriptionOperation,
    'audio.speech.create': speechOperation,
    'batches.create': openaiBatches,
  }),
  ...bindings(ANTHROPIC, {
    'messages.create': anthropicMessages,
    'beta.messages.create': anthropicMessages,
    'messages.batches.create': anthropicBatches,
    'beta.messages.batches.create': anthropicBatches,
  }),
  // One call may be several of the model: the client runs tools by itself, and goes on with an answer that was cut.
  ...bindings(GOOGLE, {
    'models.generateContentInternal': geminiGenerate,
    'models.generateContentStreamInternal': geminiStream,
  }),
  ...bindings(GOOGLE, {
    'models.generateContent': geminiGenerate,
    'models.generateContentStream': geminiStream,
  }).map((binding) => ({ ...binding, unless: `${binding.method}Internal` })),
  ...bindings(GOOGLE, {
    'models.embedContent': geminiEmbeddings,
    'models.generateImages': geminiImages,
    'batches.create': geminiBatches,
  }),
  ...bindings(MISTRAL, {
    'chat.complete': mistralChat,
    'chat.parse': mistralChat,
    'chat.stream': mistralStream,
    'chat.parseStream': mistralStream,
    'fim.complete': mistralFim,
    'agents.complete': mistralChat,
    'agents.stream': mistralStream,
    'embeddings.create': mistralEmbeddings,
    'batch.jobs.create': mistralBatches,
  }),
  ...bindings(MISTRAL_0, { chat: mistralChat, chatStream: mistralStream, embeddings: mistralEmbeddings }),
  ...bindings(OLLAMA, {
    chat: ollamaChat,
    generate: ollamaGenerate,
    embed: ollamaEmbed,
    embeddings: ollamaEmbed,
  }),
  { ...BEDROCK, path: [], method: 'send', call: bedrockCall },
]

/** By the way from the client to the method. */
function bindings(kin: Kin, operations: Readonly<Record<string, Operation>>): Binding[] {
  return Object.entries(operations).map(([way, operation]) => {
    const path = way.split('.')
    const method = path.pop() ?? way
    return { ...kin, path, method, call: (args) => ({ operation, body: fieldsOf(args[0]) }) }
  })
}

/** A gateway or a test stands in for the maker; its protocol says whose model it is. */
function spokenBy(maker: string, provider: Provider, named: string | undefined): Provider {
  return provider.name === 'openai' && named === undefined ? { ...provider, name: maker } : provider
}

/** A client has `messages` and no `chat`; its relatives for Bedrock, Vertex and Foundry have them as well. */
function isAnthropic(client: object): boolean {
  const { messages } = fieldsOf(client)
  return typeof fieldsOf(messages).create === 'function' && !('chat' in client)
}

function isMistral(client: object): boolean {
  return 'chat' in client && typeof fieldsOf(fieldsOf(client).chat).complete === 'function'
}

function isGoogle(client: object): boolean {
  return 'models' in client && typeof fieldsOf(fieldsOf(client).models).generateContent === 'function'
}
