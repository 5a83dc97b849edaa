// Every client library that the SDK knows, as its documentation has it, at one address: with `wrap`, or with `register`.
import { Anthropic } from '@anthropic-ai/sdk'
import { BedrockRuntimeClient, ConverseCommand, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime'
import { GoogleGenAI } from '@google/genai'
import { Mistral } from '@mistralai/mistralai'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { context, flush, wrap } from '@vitrine/sdk'
import { Groq } from 'groq-sdk'
import { Ollama } from 'ollama'
import { OpenAI } from 'openai'
import { Together } from 'together-ai'

const seen = process.env.WITHOUT_CODE === undefined ? wrap : (client) => client
const address = process.env.PROVIDER_URL
const baseURL = `${address}/v1`
const messages = [{ role: 'user', content: 'سلام' }]
const drain = async (stream) => {
  for await (const _item of await stream);
}

const openai = seen(new OpenAI({ apiKey: 'k', baseURL }))
const anthropic = seen(new Anthropic({ apiKey: 'k', baseURL: address }))
const gemini = seen(new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: address } }))
const mistral = seen(new Mistral({ apiKey: 'k', serverURL: address }))
const groq = seen(new Groq({ apiKey: 'k', baseURL: address }), { provider: 'groq' })
const together = seen(new Together({ apiKey: 'k', baseURL }), { provider: 'together_ai' })
const ollama = seen(new Ollama({ host: address }))
const bedrock = seen(
  new BedrockRuntimeClient({
    region: 'eu-west-1',
    endpoint: address,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestHandler: new NodeHttpHandler(),
  }),
)

const chat = { model: 'gpt-4o', messages }
const claude = { model: 'claude-sonnet-4-5', max_tokens: 100, messages }
const content = { model: 'gemini-2.5-flash', contents: 'سلام' }
const bedrockMessages = [{ role: 'user', content: [{ text: 'سلام' }] }]
const claudeBody = JSON.stringify({ anthropic_version: 'bedrock-2023-05-31', max_tokens: 100, messages })

async function main() {
  await context({ session: 'chat-1' }, ask)
  console.log('done')
  await flush()
  process.exit(0)
}

async function ask() {
  await openai.chat.completions.create(chat)
  await drain(openai.chat.completions.create({ ...chat, stream: true, stream_options: { include_usage: true } }))
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
}

main()
