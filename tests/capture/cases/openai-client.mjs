/** The OpenAI client under one instrumentation: a picture, a stream, a tool and its result, embeddings, a refusal of the key. */
import { createRequire } from 'node:module'

export const cases = ['chat', 'stream', 'tools', 'embeddings', 'error']

const TOOLS = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      description: 'The weather of a city',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
]
const SYSTEM = { role: 'system', content: 'Answer in one sentence. پاسخ کوتاه بده.' }
const QUESTION = { role: 'user', content: 'How is the weather in Tehran?' }
const PICTURE = { type: 'image_url', image_url: { url: 'https://example.com/sky.png' } }

export async function run(name, { url }) {
  // Required, not imported: instrumentations patch what is required.
  const { OpenAI } = createRequire(import.meta.url)('openai')
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'sk-capture', maxRetries: 0 })
  const create = (facts) => client.chat.completions.create({ model: 'gpt-4o-mini', temperature: 0.2, ...facts })
  if (name === 'chat') {
    await create({
      messages: [SYSTEM, { role: 'user', content: [{ type: 'text', text: QUESTION.content }, PICTURE] }],
      user: 'user-9',
    })
  }
  if (name === 'stream') {
    const stream = await create({ messages: [SYSTEM, QUESTION], stream: true, stream_options: { include_usage: true } })
    for await (const _ of stream);
  }
  if (name === 'tools') {
    const asked = await create({ messages: [SYSTEM, QUESTION], tools: TOOLS })
    const { message } = asked.choices[0]
    const results = message.tool_calls.map((call) => ({
      role: 'tool',
      tool_call_id: call.id,
      content: '{"celsius":9}',
    }))
    await create({ messages: [SYSTEM, QUESTION, message, ...results], tools: TOOLS })
  }
  if (name === 'embeddings') await client.embeddings.create({ model: 'text-embedding-3-small', input: ['one', 'two'] })
  if (name === 'error') await create({ model: 'error-401', messages: [QUESTION] }).catch(() => {})
}
