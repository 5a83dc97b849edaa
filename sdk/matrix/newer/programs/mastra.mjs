// Mastra with its own tracing, which is handed our exporter: an agent with a tool, in one piece and as a stream.
import { createOpenAI } from '@ai-sdk/openai'
import { Mastra } from '@mastra/core'
import { Agent } from '@mastra/core/agent'
import { createTool } from '@mastra/core/tools'
import { Observability } from '@mastra/observability'
import { flush, init } from '@vitrine/sdk'
import { mastraExporter } from '@vitrine/sdk/mastra'
import { z } from 'zod'

init()
const openai = createOpenAI({ baseURL: `${process.env.PROVIDER_URL}/v1`, apiKey: 'k' })
const get_weather = createTool({
  id: 'get_weather',
  description: 'Weather now',
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => ({ weather: `21 °C in ${city}` }),
})
const concierge = new Agent({
  id: 'concierge',
  name: 'concierge',
  instructions: 'Be short.',
  model: openai.chat('gpt-4o'),
  tools: { get_weather },
})
const mastra = new Mastra({
  agents: { concierge },
  logger: false,
  observability: new Observability({ configs: { default: { serviceName: 'trip', exporters: [mastraExporter()] } } }),
})
const agent = mastra.getAgent('concierge')
const memory = { thread: 'chat-1', resource: 'ada' }
console.log((await agent.generate('weather?', { memory })).text)
for await (const part of (await agent.stream('weather?', { memory })).textStream) process.stdout.write(part)
await mastra.shutdown?.()
await flush()
process.exit(0)
