// Every client library that `wrap` knows, as its documentation has it, at one address.
import { BedrockRuntimeClient, ConverseCommand, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { context, flush, init, wrap } from '@vitrine/sdk'
import { GoogleGenAI } from 'genai-3'
import { Groq } from 'groq-sdk'
import { Mistral } from 'mistral-2'
import { Ollama } from 'ollama'
import { OpenAI } from 'openai'
import { Together } from 'together-ai'
import { Anthropic } from '../../core/node_modules/anthropic-1/index.mjs'

init()
const address = process.env.PROVIDER_URL
const baseURL = `${address}/v1`
const messages = [{ role: 'user', content: 'سلام' }]
const drain = async (stream) => {
  for await (const _item of await stream);
}

const openai = wrap(new OpenAI({ apiKey: 'k', baseURL }), { streamUsage: true })
const anthropic = wrap(new Anthropic({ apiKey: 'k', baseURL: address }))
const gemini = wrap(new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: address } }))
const mistral = wrap(new Mistral({ apiKey: 'k', serverURL: address }))
const groq = wrap(new Groq({ apiKey: 'k', baseURL: address }), { provider: 'groq' })
const together = wrap(new Together({ apiKey: 'k', baseURL }), { provider: 'together_ai' })
const ollama = wrap(new Ollama({ host: address }))
const bedrock = wrap(
  new BedrockRuntimeClient({
    region: 'eu-west-1',
    endpoint: address,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestHandler: new NodeHttpHandler(),
  }),
)

const claude = { model: 'claude-sonnet-4-5', max_tokens: 100, messages }
const content = { model: 'gemini-2.5-flash', contents: 'سلام' }
const bedrockMessages = [{ role: 'user', content: [{ text: 'سلام' }] }]
const claudeBody = JSON.stringify({ anthropic_version: 'bedrock-2023-05-31', max_tokens: 100, messages })

await context({ session: 'chat-1' }, async () => {
  await openai.chat.completions.create({ model: 'gpt-4o', messages })
  await drain(openai.chat.completions.create({ model: 'gpt-4o', messages, stream: true }))
  await openai.responses.create({ model: 'gpt-5-mini', input: 'سلام' })
  await drain(openai.responses.create({ model: 'gpt-5-mini', input: 'سلام', stream: true }))
  await openai.embeddings.create({ model: 'text-embedding-3-small', input: 'سلام' })
  await anthropic.messages.create(claude)
  await anthropic.messages.stream(claude).finalMessage()
  await gemini.models.generateContent(content)
  await drain(gemini.models.generateContentStream(content))
  await mistral.chat.complete({ model: 'mistral-small-latest', messages })
  await groq.chat.completions.create({ model: 'llama-3.3-70b-versatile', messages })
  await together.chat.completions.create({ model: 'meta-llama/Llama-3.3-70B-Instruct-Turbo', messages })
  await ollama.chat({ model: 'llama3.2', messages })
  await drain(ollama.chat({ model: 'llama3.2', messages, stream: true }))
  await bedrock.send(
    new ConverseCommand({ modelId: 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0', messages: bedrockMessages }),
  )
  await bedrock.send(new InvokeModelCommand({ modelId: 'anthropic.claude-3-haiku-20240307-v1:0', body: claudeBody }))
})
console.log('done')
await flush()
process.exit(0)
