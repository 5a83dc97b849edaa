/** `wrap` keeps the type of a client: the libraries beside openai and anthropic. */
import { expect, it } from 'vitest'
import { PRELUDE, typeErrors } from '../type-errors.ts'

const keeps = (specifier: string, imported: string, type: string, calls: string) =>
  keepsOf(`./node_modules/${specifier}`, imported, type, calls)
const keepsOf = (module: string, imported: string, type: string, calls: string) => `${PRELUDE}
  import ${imported} from '${module}'
  declare const client: ${type}
  const wrapped = wrap(client)
  holds<Same<typeof wrapped, ${type}>>()
  ${calls}`

const same = (method: string) => `holds<Same<typeof wrapped.${method}, typeof client.${method}>>()`
const GENAI = ['models.generateContent', 'models.generateContentStream', 'models.embedContent'].map(same).join('\n')
const MISTRAL = ['chat.complete', 'chat.stream', 'embeddings.create'].map(same).join('\n')
const MISTRAL_0 = `${['chat', 'chatStream', 'embeddings'].map(same).join('\n')}
  void wrapped.chat({ model: 'm', messages: [] }).then(({ usage }) => usage.total_tokens)
  // @ts-expect-error A method that it has not, the wrapped one has not either.
  wrapped.complete`
const CHAT = `${same('chat.completions.create')}
  const streamed = wrapped.chat.completions.create({ model: 'm', messages: [], stream: true })
  const plainStreamed = client.chat.completions.create({ model: 'm', messages: [], stream: true })
  holds<Same<typeof streamed, typeof plainStreamed>>()`
const OLLAMA = `${['chat', 'generate', 'embeddings'].map(same).join('\n')}
  const streamed = wrapped.chat({ model: 'm', messages: [], stream: true })
  void streamed.then(async (stream) => {
    for await (const { message } of stream) message.content.length
    stream.abort()
  })`
const BEDROCK = `${same('send')}
  void wrapped.send(new ConverseCommand({ modelId: 'm', messages: [] })).then(({ output, usage }) => [output?.message, usage])`

const each = (specifiers: readonly string[], imported: string, type: string, calls: string) =>
  Object.fromEntries(
    specifiers.map((specifier) => [specifier.replaceAll('/', '-'), keeps(specifier, imported, type, calls)]),
  )

it('a wrapped client has its own type, with every method and overload', () => {
  const sources = {
    'genai-1': keeps('genai-1', '{ GoogleGenAI }', 'GoogleGenAI', GENAI),
    'genai-2': keeps('genai-2', '{ GoogleGenAI }', 'GoogleGenAI', GENAI),
    'genai-3': keeps('genai-3', '{ GoogleGenAI }', 'GoogleGenAI', GENAI),
    // Its types are no module: they declare one by its name.
    'mistral-0': `/// <reference path="./node_modules/mistral-0/src/client.d.ts" />
      ${keepsOf('@mistralai/mistralai', 'MistralClient', 'MistralClient', MISTRAL_0)}`,
    'mistral-1': keeps('mistral-1', '{ Mistral }', 'Mistral', MISTRAL),
    'mistral-2': keeps('mistral-2', '{ Mistral }', 'Mistral', MISTRAL),
    ...each(['groq-sdk', 'groq-0', 'groq-0-15'], 'Groq', 'Groq', CHAT),
    ...each(['together-ai', 'together-0.39', 'together-0.22'], 'Together', 'Together', CHAT),
    ...each(['ollama', 'ollama-0.5'], '{ Ollama }', 'Ollama', OLLAMA),
    // The stream of that one cannot be aborted.
    ...each(['ollama-0.4'], '{ Ollama }', 'Ollama', OLLAMA.replace('stream.abort()', '')),
    ...each(
      ['@aws-sdk/client-bedrock-runtime', 'bedrock-888', 'bedrock-600'],
      '{ BedrockRuntimeClient, ConverseCommand }',
      'BedrockRuntimeClient',
      BEDROCK,
    ),
    mcp: keeps('@modelcontextprotocol/sdk/dist/esm/client/index.js', '{ Client }', 'Client', same('callTool')),
  }
  const none = Object.fromEntries(Object.keys(sources).map((name) => [name, []]))
  expect(typeErrors('wide', sources)).toEqual(none)
})
