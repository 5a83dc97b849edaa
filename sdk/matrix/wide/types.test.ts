/** `wrap` keeps the type of a client: the libraries beside openai and anthropic. */
import { expect, it } from 'vitest'
import { PRELUDE, typeErrors } from '../type-errors.ts'

const keeps = (specifier: string, imported: string, type: string, calls: string) => `${PRELUDE}
  import ${imported} from './node_modules/${specifier}'
  declare const client: ${type}
  const wrapped = wrap(client)
  holds<Same<typeof wrapped, ${type}>>()
  ${calls}`

const same = (method: string) => `holds<Same<typeof wrapped.${method}, typeof client.${method}>>()`
const GENAI = ['models.generateContent', 'models.generateContentStream', 'models.embedContent'].map(same).join('\n')
const MISTRAL = ['chat.complete', 'chat.stream', 'embeddings.create'].map(same).join('\n')
const CHAT = `${same('chat.completions.create')}
  const streamed = wrapped.chat.completions.create({ model: 'm', messages: [], stream: true })
  const plainStreamed = client.chat.completions.create({ model: 'm', messages: [], stream: true })
  holds<Same<typeof streamed, typeof plainStreamed>>()`
const OLLAMA = `${['chat', 'generate', 'embed'].map(same).join('\n')}
  const streamed = wrapped.chat({ model: 'm', messages: [], stream: true })
  void streamed.then(async (stream) => {
    for await (const { message } of stream) message.content.length
    stream.abort()
  })`
const BEDROCK = `${same('send')}
  void wrapped.send(new ConverseCommand({ modelId: 'm' })).then(({ output, usage }) => [output?.message, usage])`

it('a wrapped client has its own type, with every method and overload', () => {
  const sources = {
    'genai-1': keeps('genai-1', '{ GoogleGenAI }', 'GoogleGenAI', GENAI),
    'genai-2': keeps('genai-2', '{ GoogleGenAI }', 'GoogleGenAI', GENAI),
    'genai-3': keeps('genai-3', '{ GoogleGenAI }', 'GoogleGenAI', GENAI),
    'mistral-1': keeps('mistral-1', '{ Mistral }', 'Mistral', MISTRAL),
    'mistral-2': keeps('mistral-2', '{ Mistral }', 'Mistral', MISTRAL),
    'groq-sdk': keeps('groq-sdk', '{ Groq }', 'Groq', CHAT),
    'together-ai': keeps('together-ai', '{ Together }', 'Together', CHAT),
    ollama: keeps('ollama', '{ Ollama }', 'Ollama', OLLAMA),
    bedrock: keeps(
      '@aws-sdk/client-bedrock-runtime',
      '{ BedrockRuntimeClient, ConverseCommand }',
      'BedrockRuntimeClient',
      BEDROCK,
    ),
    mcp: keeps('@modelcontextprotocol/sdk/dist/esm/client/index.js', '{ Client }', 'Client', same('callTool')),
  }
  const none = Object.fromEntries(Object.keys(sources).map((name) => [name, []]))
  expect(typeErrors('wide', sources)).toEqual(none)
})
