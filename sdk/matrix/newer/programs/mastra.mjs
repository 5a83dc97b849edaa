// Mastra with its own tracing, which is handed our exporter: an agent with a tool, on a model of the AI SDK.

import { Mastra } from '@mastra/core'
import { Agent } from '@mastra/core/agent'
import { createTool } from '@mastra/core/tools'
import { Observability } from '@mastra/observability'
import { flush, init } from '@vitrine/sdk'
import { mastraExporter } from '@vitrine/sdk/mastra'
import { MockLanguageModelV3 } from 'ai/test'
import { z } from 'zod'

init()
const usage = (input, output) => ({
  inputTokens: { total: input, noCache: input - 8, cacheRead: 8, cacheWrite: 0 },
  outputTokens: { total: output, text: output - 4, reasoning: 4 },
})
let turn = 0
const next = () => {
  turn += 1
  return turn === 1
    ? { kind: 'call', reason: { unified: 'tool-calls', raw: 'tool_calls' } }
    : { kind: 'text', reason: { unified: 'stop', raw: 'stop' } }
}
const call = { type: 'tool-call', toolCallId: 'call_1', toolName: 'weather', input: '{"city":"تهران"}' }
const model = new MockLanguageModelV3({
  provider: 'provider-of-the-test',
  modelId: 'model-of-the-test',
  doGenerate: async () => {
    const { kind, reason } = next()
    const content = kind === 'call' ? [call] : [{ type: 'text', text: 'سلام' }]
    return { content, finishReason: reason, usage: usage(21, 9), warnings: [] }
  },
  doStream: async () => {
    const { kind, reason } = next()
    const said =
      kind === 'call'
        ? [call]
        : [
            { type: 'text-start', id: 't' },
            { type: 'text-delta', id: 't', delta: 'سلام' },
            { type: 'text-end', id: 't' },
          ]
    const parts = [
      { type: 'stream-start', warnings: [] },
      ...said,
      { type: 'finish', finishReason: reason, usage: usage(21, 9) },
    ]
    return { stream: ReadableStream.from(parts) }
  },
})
const weather = createTool({
  id: 'weather',
  description: 'Weather now',
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => ({ weather: `21 °C in ${city}` }),
})
const concierge = new Agent({
  id: 'concierge',
  name: 'concierge',
  instructions: 'Be short.',
  model,
  tools: { weather },
})
const mastra = new Mastra({
  agents: { concierge },
  logger: false,
  observability: new Observability({ configs: { default: { serviceName: 'trip', exporters: [mastraExporter()] } } }),
})
const answer = await mastra.getAgent('concierge').generate('weather?')
console.log(answer.text)
await mastra.shutdown?.()
await flush()
process.exit(0)
