// The OpenAI Agents SDK with its own models: responses in one piece, and chat as a stream.
import { Agent, addTraceProcessor, Runner, setTracingDisabled, tool } from '@openai/agents-core'
import { OpenAIProvider } from '@openai/agents-openai'
import { flush, init } from '@vitrine/sdk'
import { agentsProcessor } from '@vitrine/sdk/openai-agents'
import { z } from 'zod'

init()
addTraceProcessor(agentsProcessor())
setTracingDisabled(false)
const get_weather = tool({
  name: 'get_weather',
  description: 'Weather now',
  parameters: z.object({ city: z.string() }),
  execute: async ({ city }) => `21 °C in ${city}`,
})
const runner = (useResponses) =>
  new Runner({
    modelProvider: new OpenAIProvider({ apiKey: 'k', baseURL: `${process.env.PROVIDER_URL}/v1`, useResponses }),
    tracingDisabled: false,
    workflowName: 'trip',
    groupId: 'chat-1',
  })
const agent = (model) => new Agent({ name: 'concierge', instructions: 'Be short.', model, tools: [get_weather] })
console.log((await runner(true).run(agent('gpt-5-mini'), 'weather?')).finalOutput)
const streamed = await runner(false).run(agent('gpt-4o'), 'weather?', { stream: true })
for await (const part of streamed.toTextStream()) process.stdout.write(part)
await streamed.completed
await flush()
