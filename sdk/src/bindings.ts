/** Which methods of which clients are model calls. A new client is a row here and an operation in a folder of its own. */
import { anthropicMessages } from './anthropic/messages.ts'
import { bedrockCall, isBedrock } from './bedrock/commands.ts'
import { type Fields, fieldsOf, text } from './fields.ts'
import { geminiEmbeddings, geminiGenerate, geminiImages, geminiStream } from './google/generate.ts'
import { mistralChat, mistralEmbeddings, mistralFim, mistralStream } from './mistral/chat.ts'
import { ollamaChat, ollamaEmbed, ollamaGenerate } from './ollama/chat.ts'
import { speechOperation, transcriptionOperation } from './openai/audio.ts'
import { batchesOperation } from './openai/batches.ts'
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
  /** Whether this object is such a client; must not touch a getter that does more than get. */
  fits(client: object): boolean
  provider(client: object, named: string | undefined): Provider
  /** What is called with these arguments; undefined for a call that is no model's. */
  call(args: readonly unknown[]): { readonly operation: Operation; readonly body: Fields } | undefined
}

export type Family = 'openai' | 'anthropic' | 'google' | 'mistral' | 'ollama' | 'bedrock'

export const BINDINGS: readonly Binding[] = [
  openai('chat.completions', 'create', chatOperation),
  openai('responses', 'create', responsesOperation),
  openai('embeddings', 'create', embeddingsOperation),
  openai('completions', 'create', completionsOperation),
  openai('images', 'generate', imagesOperation),
  openai('images', 'edit', imagesOperation),
  openai('audio.transcriptions', 'create', transcriptionOperation),
  openai('audio.translations', 'create', transcriptionOperation),
  openai('audio.speech', 'create', speechOperation),
  openai('batches', 'create', batchesOperation),
  anthropic('messages'),
  anthropic('beta.messages'),
  google('generateContent', geminiGenerate),
  google('generateContentStream', geminiStream),
  google('embedContent', geminiEmbeddings),
  google('generateImages', geminiImages),
  mistral('chat', 'complete', mistralChat),
  mistral('chat', 'parse', mistralChat),
  mistral('chat', 'stream', mistralStream),
  mistral('chat', 'parseStream', mistralStream),
  mistral('fim', 'complete', mistralFim),
  mistral('agents', 'complete', mistralChat),
  mistral('agents', 'stream', mistralStream),
  mistral('embeddings', 'create', mistralEmbeddings),
  ollama('chat', ollamaChat),
  ollama('generate', ollamaGenerate),
  ollama('embed', ollamaEmbed),
  {
    family: 'bedrock',
    path: [],
    method: 'send',
    fits: isBedrock,
    provider: (_client, named) => ({ ...NOWHERE, name: named ?? 'aws.bedrock' }),
    call: bedrockCall,
  },
]

function always(operation: Operation): Binding['call'] {
  return (args) => ({ operation, body: fieldsOf(args[0]) })
}

function openai(path: string, method: string, operation: Operation): Binding {
  return {
    family: 'openai',
    path: path.split('.'),
    method,
    fits: (client) => !isAnthropic(client) && !isMistral(client) && !isGoogle(client) && !isBedrock(client),
    provider: (client, named) => providerOf(fieldsOf(client).baseURL, named),
    call: always(operation),
  }
}

function anthropic(path: string): Binding {
  return {
    family: 'anthropic',
    path: path.split('.'),
    method: 'create',
    fits: isAnthropic,
    provider: (client, named) => {
      const provider = providerOf(fieldsOf(client).baseURL, named)
      // A gateway or a test stands in for Anthropic; its protocol says whose model it is.
      return provider.name === 'openai' && named === undefined ? { ...provider, name: 'anthropic' } : provider
    },
    call: always(anthropicMessages),
  }
}

function google(method: string, operation: Operation): Binding {
  return {
    family: 'google',
    path: ['models'],
    method,
    fits: isGoogle,
    provider: (client, named) => ({
      ...NOWHERE,
      name: named ?? (fieldsOf(client).vertexai === true ? 'gcp.vertex_ai' : 'gcp.gemini'),
    }),
    call: always(operation),
  }
}

function mistral(path: string, method: string, operation: Operation): Binding {
  return {
    family: 'mistral',
    path: [path],
    method,
    fits: isMistral,
    provider: (client, named) => {
      const provider = providerOf(text(fieldsOf(fieldsOf(client)._baseURL).href), named)
      return provider.name === 'openai' && named === undefined ? { ...provider, name: 'mistral_ai' } : provider
    },
    call: always(operation),
  }
}

function ollama(method: string, operation: Operation): Binding {
  return {
    family: 'ollama',
    path: [],
    method,
    fits: (client) => typeof fieldsOf(client).chat === 'function' && typeof fieldsOf(client).embed === 'function',
    provider: (client, named) => providerOf(fieldsOf(fieldsOf(client).config).host, named ?? 'ollama'),
    call: always(operation),
  }
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
