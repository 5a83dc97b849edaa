// The AI SDK 7 with its own OpenTelemetry integration, which is handed our tracer.
import { OpenTelemetry } from '@ai-sdk/otel'
import { flush, init, withSpan } from '@vitrine/sdk'
import { aiTracer } from '@vitrine/sdk/ai'
import { generateText, registerTelemetry, stepCountIs, tool } from 'ai'
import { MockLanguageModelV4 } from 'ai/test'
import { z } from 'zod'

init()
registerTelemetry(new OpenTelemetry({ tracer: aiTracer() }))
const usage = (input, output) => ({
  inputTokens: { total: input, noCache: input - 8, cacheRead: 8, cacheWrite: 0 },
  outputTokens: { total: output, text: output - 4, reasoning: 4 },
})
let turn = 0
const model = new MockLanguageModelV4({
  modelId: 'model-of-the-test',
  doGenerate: async () => {
    turn += 1
    const content =
      turn === 1
        ? [{ type: 'tool-call', toolCallId: 'call_1', toolName: 'weather', input: '{"city":"تهران"}' }]
        : [{ type: 'text', text: 'سلام' }]
    const reason = turn === 1 ? 'tool-calls' : 'stop'
    return { content, finishReason: { unified: reason, raw: reason }, usage: usage(21, 9), warnings: [] }
  },
})
const weather = tool({
  description: 'Weather now',
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => `21 °C in ${city}`,
})
const { text } = await withSpan('outer', () =>
  generateText({ model, prompt: 'weather?', tools: { weather }, stopWhen: stepCountIs(3) }),
)
console.log(text)
await flush()
