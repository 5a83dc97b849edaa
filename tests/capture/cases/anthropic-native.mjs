/** Anthropic's own client, which makes spans wherever a tracer provider is registered. */
export const cases = ['chat', 'tools', 'error']

const TOOLS = [
  {
    name: 'get_weather',
    description: 'The weather of a city',
    input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
]

export async function run(name, { url }) {
  process.env.ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE = 'content'
  const { default: Anthropic } = await import('@anthropic-ai/sdk')
  const client = new Anthropic({ baseURL: url, apiKey: 'sk-capture', maxRetries: 0 })
  const model = name === 'error' ? 'error-429' : 'claude-sonnet-4-5'
  const question = { role: 'user', content: 'How is the weather in Tehran?' }
  const create = (facts) =>
    client.messages.create({ model, max_tokens: 200, system: 'Answer in one sentence.', ...facts })
  if (name === 'chat') await create({ messages: [question] })
  if (name === 'tools') {
    const asked = await create({ messages: [question], tools: TOOLS })
    const results = asked.content
      .filter((part) => part.type === 'tool_use')
      .map((part) => ({ type: 'tool_result', tool_use_id: part.id, content: '9 degrees, rain' }))
    const messages = [question, { role: 'assistant', content: asked.content }, { role: 'user', content: results }]
    await create({ messages, tools: TOOLS })
  }
  if (name === 'error') await create({ messages: [question] }).catch(() => {})
}
