// LangGraph's agent with a tool, on LangChain's own OpenAI model: in one piece, and as a stream.
import { tool } from '@langchain/core/tools'
import { createReactAgent } from '@langchain/langgraph/prebuilt'
import { ChatOpenAI } from '@langchain/openai'
import { flush, init } from '@vitrine/sdk'
import { langchainHandler } from '@vitrine/sdk/langchain'
import { z } from 'zod'

init()
const llm = new ChatOpenAI({
  model: 'gpt-4o',
  apiKey: 'k',
  configuration: { baseURL: `${process.env.PROVIDER_URL}/v1` },
})
const weather = tool(async ({ city }) => `21 °C in ${city}`, {
  name: 'get_weather',
  description: 'Weather now',
  schema: z.object({ city: z.string() }),
})
const agent = createReactAgent({ llm, tools: [weather] })
const config = { callbacks: [langchainHandler()], configurable: { thread_id: 'chat-1' } }
const asked = { messages: [{ role: 'user', content: 'weather?' }] }
const { messages } = await agent.invoke(asked, config)
console.log(messages.at(-1).content)
for await (const [part] of await agent.stream(asked, { ...config, streamMode: 'messages' }))
  if (part.getType() === 'ai') process.stdout.write(part.content)
await flush()
