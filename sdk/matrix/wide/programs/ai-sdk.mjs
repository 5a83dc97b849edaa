// `node ai-sdk.mjs ai-5|ai-6`: the AI SDK with its own OpenAI provider: responses in one piece, and chat as a stream.
import { context, flush, init } from '@vitrine/sdk'
import { aiTelemetry } from '@vitrine/sdk/ai'
import { z } from 'zod'

const name = process.argv[2]
const { generateText, stepCountIs, streamText, tool } = await import(name)
const { createOpenAI } = await import(name.replace('ai-', 'ai-openai-'))

init()
const openai = createOpenAI({ baseURL: `${process.env.PROVIDER_URL}/v1`, apiKey: 'k' })
const get_weather = tool({
  description: 'Weather now',
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => `21 °C in ${city}`,
})
const asked = (model) => ({
  model,
  prompt: 'weather?',
  tools: { get_weather },
  stopWhen: stepCountIs(3),
  experimental_telemetry: aiTelemetry({ functionId: 'trip' }),
})
await context({ session: 'chat-1' }, async () => {
  console.log((await generateText(asked(openai.responses('gpt-5-mini')))).text)
  for await (const part of streamText(asked(openai.chat('gpt-4o'))).textStream) process.stdout.write(part)
})
await flush()
