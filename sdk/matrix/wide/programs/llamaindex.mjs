// LlamaIndex.TS: an agent with a tool on its OpenAI model, which streams, and a call in one piece.
import { Settings } from '@llamaindex/core/global'
import { tool } from '@llamaindex/core/tools'
import { OpenAI } from '@llamaindex/openai'
import { agent } from '@llamaindex/workflow'
import { context, flush, init, withSpan } from '@vitrine/sdk'
import { observeLlamaIndex } from '@vitrine/sdk/llamaindex'
import { z } from 'zod'

init()
observeLlamaIndex(Settings.callbackManager)
const address = { model: 'gpt-4o', apiKey: 'k', baseURL: `${process.env.PROVIDER_URL}/v1` }
// Its agent streams, and tells tokens when it is made to ask for them.
const streaming = new OpenAI({ ...address, additionalChatOptions: { stream_options: { include_usage: true } } })
const get_weather = tool({
  name: 'get_weather',
  description: 'Weather now',
  parameters: z.object({ city: z.string() }),
  execute: async ({ city }) => `21 °C in ${city}`,
})
await context({ session: 'chat-1' }, () =>
  withSpan('trip', async () => {
    const { data } = await agent({ llm: streaming, tools: [get_weather] }).run('weather?')
    console.log(data.result)
    const { message } = await new OpenAI(address).chat({ messages: [{ role: 'user', content: 'weather?' }] })
    console.log(message.content)
  }),
)
await flush()
