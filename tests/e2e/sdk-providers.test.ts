/** Every client that `wrap` knows, from its answer to the numbers of the API; and a span that is seen while it runs. */
import { context, flush, init, observe, shutdown, status, withSpan, wrap } from '@vitrine/sdk'
import { createFeedback } from '@vitrine/sdk/browser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROJECT_KEY, type Product, PUBLIC_KEY, startProduct, until } from '../support/product.ts'

let product: Product
beforeAll(async () => {
  product = await startProduct()
  init({ url: product.url, key: PROJECT_KEY, serviceName: 'providers', provider: 'own' })
})
afterAll(async () => {
  await shutdown()
  await product.stop()
})

async function* stream<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield item
}

const parts = [{ text: 'hmm', thought: true }, { text: 'yes' }]
const claude = { input_tokens: 10, cache_read_input_tokens: 20, cache_creation_input_tokens: 5, output_tokens: 33 }
/** Clients in the shape of the libraries; what they answer is what the providers' protocols say. */
const CLIENTS = {
  anthropic: wrap({
    baseURL: 'https://api.anthropic.com',
    messages: {
      create: async (_body: object) =>
        stream([
          {
            type: 'message_start',
            message: { id: 'msg_1', model: 'claude-x', usage: { ...claude, output_tokens: 1 } },
          },
          { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
          { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'yes' } },
          { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 33 } },
        ]),
    },
  }),
  google: wrap({
    vertexai: false,
    models: {
      generateContent: async (_body: object) => ({
        responseId: 'g-1',
        modelVersion: 'gemini-x',
        candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP' }],
        usageMetadata: {
          promptTokenCount: 21,
          candidatesTokenCount: 5,
          thoughtsTokenCount: 4,
          cachedContentTokenCount: 8,
        },
      }),
    },
  }),
  mistral: wrap({
    chat: {
      complete: async (_body: object) => ({
        id: 'mi-1',
        model: 'mistral-x',
        choices: [{ index: 0, message: { role: 'assistant', content: 'yes' }, finishReason: 'stop' }],
        usage: { promptTokens: 12, completionTokens: 3, totalTokens: 15 },
      }),
    },
  }),
  ollama: wrap({
    config: { host: 'http://127.0.0.1:11434' },
    embed: async () => ({}),
    chat: async (_body: object) => ({
      model: 'llama-x',
      message: { role: 'assistant', content: 'yes' },
      done: true,
      done_reason: 'stop',
      prompt_eval_count: 7,
      eval_count: 2,
    }),
  }),
  bedrock: wrap(
    new (class BedrockRuntimeClient {
      async send(_command: object) {
        return {
          output: { message: { role: 'assistant', content: [{ text: 'yes' }] } },
          stopReason: 'end_turn',
          usage: {
            inputTokens: 10,
            outputTokens: 9,
            cacheReadInputTokens: 8,
            cacheWriteInputTokens: 3,
            totalTokens: 30,
          },
        }
      }
    })(),
  ),
}
class ConverseCommand {
  readonly input = { modelId: 'anthropic.claude-x', messages: [{ role: 'user', content: [{ text: 'hi' }] }] }
}

interface Model {
  readonly model: string
  readonly provider: string
  readonly calls: number
  readonly tokens: { input: number; output: number; buckets: Record<string, number | null> }
}

describe('the calls of every client', () => {
  it('are right to the token on the dashboard’s API', async () => {
    const messages = [{ role: 'user', content: 'hi' }]
    await context({ session: 'providers' }, async () => {
      for await (const _event of await CLIENTS.anthropic.messages.create({
        model: 'claude-x',
        max_tokens: 5,
        messages,
        stream: true,
      }));
      await CLIENTS.google.models.generateContent({ model: 'gemini-x', contents: 'hi' })
      await CLIENTS.mistral.chat.complete({ model: 'mistral-x', messages })
      await CLIENTS.ollama.chat({ model: 'llama-x', messages })
      await CLIENTS.bedrock.send(new ConverseCommand())
    })
    await flush(10_000)
    expect(status().dropped).toEqual({})
    await product.drained()
    const { total } = await product.api<{ total: { calls: number; models: Model[] } }>('/totals')
    const counts = Object.fromEntries(
      total.models.map(({ provider, model, tokens }) => [
        `${provider} ${model}`,
        [tokens.input, tokens.output, tokens.buckets.cache_read ?? 0, tokens.buckets.reasoning ?? 0],
      ]),
    )
    expect(counts).toEqual({
      'anthropic claude-x': [35, 33, 20, 0],
      'gcp.gemini gemini-x': [21, 9, 8, 4],
      'mistral_ai mistral-x': [12, 3, 0, 0],
      'ollama llama-x': [7, 2, 0, 0],
      'aws.bedrock anthropic.claude-x': [21, 9, 8, 0],
    })
    expect(total.calls).toBe(5)
  })
})

describe('a picture in a prompt', () => {
  it('goes as an upload, and is shown with the span it belongs to', async () => {
    const picture = Buffer.concat([Buffer.from('\x89PNG\r\n', 'latin1'), Buffer.alloc(150_000, 7)])
    const source = { type: 'base64', media_type: 'image/png', data: picture.toString('base64') }
    const content = [
      { type: 'text', text: 'what is this?' },
      { type: 'image', source },
    ]
    const traceId = await withSpan('seeing', async (span) => {
      const events = await CLIENTS.anthropic.messages.create({
        model: 'claude-x',
        messages: [{ role: 'user', content }],
      })
      for await (const _event of events);
      return span.traceId
    })
    await flush(10_000)
    expect(status().dropped).toEqual({})
    await product.drained()
    const { spans } = await product.api<{ spans: { span_id: string; kind: string }[] }>(`/traces/${traceId}`)
    const id = spans.find(({ kind }) => kind === 'llm')?.span_id
    const { messages, attributes } = await product.api<{ messages: { parts: object[] }[]; attributes: object }>(
      `/traces/${traceId}/spans/${id}`,
    )
    expect(messages[0]?.parts).toEqual([
      expect.objectContaining({ type: 'text', text: 'what is this?' }),
      expect.objectContaining({
        type: 'image',
        media_type: 'image/png',
        data: source.data,
        size_bytes: picture.length,
      }),
    ])
    expect(JSON.stringify(attributes).length).toBeLessThan(5000)
  })
})

describe('a span that runs', () => {
  it('is seen while it runs, and counted once when it has ended', async () => {
    const inner = observe('finished part', () => 1)
    let letGo: (() => void) | undefined
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const running = withSpan('long work', async (span) => {
      inner()
      await held
      return span.traceId
    })
    const list = async () =>
      (
        await product.api<{ traces: { trace_id: string; running?: boolean; spans: number }[] }>(
          '/traces?name=long%20work',
        )
      ).traces
    const [seen] = await until('the running span', async () => {
      const traces = await list()
      return traces.some((trace) => trace.running === true) ? traces : undefined
    })
    letGo?.()
    expect(seen?.trace_id).toBe(await running)
    await flush(10_000)
    const [ended] = await until('its end', async () => {
      const traces = await list()
      return traces.every((trace) => trace.running !== true && trace.spans === 2) ? traces : undefined
    })
    expect(ended?.trace_id).toBe(seen?.trace_id)
  })
})

describe('feedback from a page', () => {
  it('goes in with the public key', async () => {
    const page = createFeedback({ url: product.url, publicKey: PUBLIC_KEY })
    expect(await page.feedback({ value: 'up', session: 'providers', comment: 'خوب' })).toBe(true)
    const { scores } = await product.api<{ scores: { name: string; text: string | null; value: number }[] }>('/scores')
    expect(scores).toMatchObject([{ name: 'user_feedback', value: 1 }])
  })
})
