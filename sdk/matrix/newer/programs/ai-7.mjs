// The AI SDK 7 with its own OpenTelemetry integration, which is handed our tracer: responses, and chat as a stream.
import { createOpenAI } from '@ai-sdk/openai'
import { OpenTelemetry } from '@ai-sdk/otel'
import { context, flush, init, withSpan } from '@vitrine/sdk'
import { aiTracer } from '@vitrine/sdk/ai'
import { generateText, registerTelemetry, stepCountIs, streamText, tool } from 'ai'
import { z } from 'zod'

init()
registerTelemetry(new OpenTelemetry({ tracer: aiTracer(), usage: true }))
const openai = createOpenAI({ baseURL: `${process.env.PROVIDER_URL}/v1`, apiKey: 'k' })
const get_weather = tool({
  description: 'Weather now',
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => `21 °C in ${city}`,
})
const asked = (model) => ({ model, prompt: 'weather?', tools: { get_weather }, stopWhen: stepCountIs(3) })
await context({ session: 'chat-1' }, () =>
  withSpan('trip', async () => {
    console.log((await generateText(asked(openai.responses('gpt-5-mini')))).text)
    for await (const part of streamText(asked(openai.chat('gpt-4o'))).textStream) process.stdout.write(part)
  }),
)
await flush()
