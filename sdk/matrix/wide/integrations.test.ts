/** Frameworks through their own hooks: the real libraries, with models that are scripted. */
import { describe, expect, it } from 'vitest'
import { context, wrap } from '../../src/index.ts'
import { aiTelemetry } from '../../src/integrations/ai.ts'
import { langchainHandler } from '../../src/integrations/langchain.ts'
import { observeLlamaIndex } from '../../src/integrations/llamaindex.ts'
import { recordEachTest } from '../../src/testing/record-each-test.ts'

type Any = never
const any = (value: unknown) => value as Any

const spans = recordEachTest()

const json = (value: unknown) => JSON.parse(String(value))
const idOf = (name: string) => spans.named(name).spanContext().spanId
const parentOf = (name: string) => spans.named(name).parentSpanContext?.spanId
const usage = { input_tokens: 21, output_tokens: 9, total_tokens: 30, input_token_details: { cache_read: 8 } }

describe('LangChain.js and LangGraph', () => {
  it('are seen as a tree of graph, model, tool and retrieval, told to the token', async () => {
    const { BaseChatModel } = await import('./node_modules/@langchain/core/dist/language_models/chat_models.js')
    const { AIMessage, HumanMessage } = await import('./node_modules/@langchain/core/dist/messages/index.js')
    const { tool } = await import('./node_modules/@langchain/core/dist/tools/index.js')
    const { BaseRetriever } = await import('./node_modules/@langchain/core/dist/retrievers/index.js')
    const { StateGraph, MessagesAnnotation } = await import('./node_modules/@langchain/langgraph/dist/index.js')
    const { z } = await import('zod')
    class Scripted extends BaseChatModel {
      _llmType() {
        return 'scripted'
      }
      async _generate() {
        const message = new AIMessage({
          content: 'سلام',
          id: 'chatcmpl-1',
          tool_calls: [{ id: 'call_1', name: 'get_weather', args: { city: 'تهران' } }],
          usage_metadata: usage,
          response_metadata: { model_name: 'gpt-4o-2024-08-06', finish_reason: 'tool_calls' },
        } as Any)
        return { generations: [{ text: 'سلام', message }] }
      }
    }
    const model = new Scripted({})
    const weather = tool(
      any(async ({ city }: { city: string }) => `21 °C in ${city}`),
      {
        name: 'get_weather',
        schema: z.object({ city: z.string() }),
      } as Any,
    )
    class Handbook extends BaseRetriever {
      lc_namespace = ['test']
      async _getRelevantDocuments() {
        return [{ id: 'd1', pageContent: 'text', metadata: { score: 0.9 } }] as Any
      }
    }
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('think', async (state: Any) => {
        await new Handbook().invoke('refund')
        const answer = await model.invoke(any(state).messages)
        await weather.invoke({ city: 'تهران' } as Any)
        return { messages: [answer] } as Any
      })
      .addEdge('__start__', 'think')
      .compile()
    await graph.invoke({ messages: [new HumanMessage('سلام')] } as Any, {
      callbacks: [langchainHandler()] as Any,
      configurable: { thread_id: 's-1' },
      metadata: { thread_id: 's-1' },
    })
    const call = spans.all().find((span) => span.name.startsWith('chat'))
    expect(call?.attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.response.model': 'gpt-4o-2024-08-06',
      'gen_ai.response.finish_reasons': ['tool_calls'],
      'gen_ai.usage.input_tokens': 21,
      'gen_ai.usage.output_tokens': 9,
      'gen_ai.usage.cache_read.input_tokens': 8,
      'session.id': 's-1',
    })
    expect(json(call?.attributes['gen_ai.output.messages'])[0].parts).toContainEqual({
      type: 'tool_call',
      id: 'call_1',
      name: 'get_weather',
      arguments: { city: 'تهران' },
    })
    expect(call?.parentSpanContext?.spanId).toBe(idOf('think'))
    expect(parentOf('execute_tool get_weather')).toBe(idOf('think'))
    expect(parentOf('think')).toBe(idOf('LangGraph'))
    const retrieval = spans.all().find((span) => span.name.startsWith('retrieval'))
    expect(json(retrieval?.attributes['gen_ai.retrieval.documents'])).toEqual([
      { id: 'd1', score: 0.9, content: 'text', metadata: { score: 0.9 } },
    ])
    expect(spans.named('execute_tool get_weather').attributes['gen_ai.tool.call.result']).toContain('21 °C')
  })

  it('tell of a failure where it happened', async () => {
    const { RunnableLambda } = await import('./node_modules/@langchain/core/dist/runnables/index.js')
    const broken = RunnableLambda.from(() => {
      throw new RangeError('no such city')
    })
    await expect(broken.invoke('x', { callbacks: [langchainHandler()] as Any, runName: 'broken' })).rejects.toThrow(
      'no such city',
    )
    expect(spans.named('broken').status).toMatchObject({ code: 2, message: 'no such city' })
  })
})

describe.each(['ai-5', 'ai-6'])('Vercel’s %s', (name) => {
  it('writes its own spans through our tracer', async () => {
    const { generateText } = await import(`./node_modules/${name}/dist/index.mjs`)
    const testing = await import(`./node_modules/${name}/dist/test/index.mjs`)
    const Model = testing.MockLanguageModelV3 ?? testing.MockLanguageModelV2
    const tokens = { total: 21, noCache: 21, cacheRead: 0, cacheWrite: 0, text: 9, reasoning: 0 }
    const model = new Model({
      doGenerate: async () => ({
        content: [{ type: 'text', text: 'سلام' }],
        finishReason: name === 'ai-6' ? { unified: 'stop', raw: 'stop' } : 'stop',
        usage:
          name === 'ai-6'
            ? { inputTokens: tokens, outputTokens: { total: 9, text: 9, reasoning: 0 } }
            : { inputTokens: 21, outputTokens: 9, totalTokens: 30 },
        warnings: [],
      }),
    })
    await context({ session: 's-1' }, async () => {
      const { text } = await generateText({
        model,
        prompt: 'hi',
        experimental_telemetry: aiTelemetry({ functionId: 'greet' }),
      })
      expect(text).toBe('سلام')
    })
    const call = spans.named('ai.generateText.doGenerate')
    expect(call.parentSpanContext?.spanId).toBe(idOf('ai.generateText'))
    expect(call.instrumentationScope.name).toBe('ai')
    expect(call.attributes).toMatchObject({
      'ai.telemetry.functionId': 'greet',
      'gen_ai.usage.input_tokens': 21,
      'gen_ai.usage.output_tokens': 9,
    })
  })
})

describe('an MCP client', () => {
  it('answers the same, and its tools, prompts and resources are spans', async () => {
    const { Client } = await import('./node_modules/@modelcontextprotocol/sdk/dist/esm/client/index.js')
    const { McpServer } = await import('./node_modules/@modelcontextprotocol/sdk/dist/esm/server/mcp.js')
    const { InMemoryTransport } = await import('./node_modules/@modelcontextprotocol/sdk/dist/esm/inMemory.js')
    const { z } = await import('zod')
    const server = new McpServer({ name: 'shop', version: '1.0.0' })
    server.registerTool('price', { inputSchema: { item: z.string() } as Any }, (async ({ item }: Any) => ({
      content: [{ type: 'text', text: `${item}: 3` }],
      isError: item === 'gone',
    })) as Any)
    const [near, far] = InMemoryTransport.createLinkedPair()
    const client = wrap(new Client({ name: 'app', version: '1.0.0' }))
    await Promise.all([server.connect(far), client.connect(near)])
    const call = { name: 'price', arguments: { item: 'چای' } }
    expect(await client.callTool(call)).toMatchObject({ content: [{ type: 'text', text: 'چای: 3' }] })
    await client.callTool({ name: 'price', arguments: { item: 'gone' } })
    await client.listTools()
    const [good, bad] = spans.all()
    expect(good?.name).toBe('tools/call price')
    expect(good?.attributes).toMatchObject({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'price',
      'gen_ai.tool.call.arguments': '{"item":"چای"}',
      'gen_ai.tool.call.result': '[{"type":"text","text":"چای: 3"}]',
    })
    expect(bad?.status.code).toBe(2)
    expect(spans.all().at(-1)?.name).toBe('tools/list')
    await client.close()
  })
})

describe('LlamaIndex.TS', () => {
  it('is seen by the events of its callback manager', async () => {
    const { CallbackManager } = await import('./node_modules/@llamaindex/core/global/dist/index.js')
    const manager = new CallbackManager()
    observeLlamaIndex(manager)
    observeLlamaIndex(manager)
    const emit = (event: string, detail: object) => manager.dispatchEvent(event as Any, detail as Any, true)
    emit('query-start', { id: 'q1', query: 'refund?' })
    emit('retrieve-start', { id: 'r1', query: 'refund?' })
    emit('retrieve-end', {
      id: 'r1',
      query: 'refund?',
      nodes: [{ score: 0.9, node: { id_: 'n1', text: 'سند', metadata: { page: 1 } } }],
    })
    emit('llm-start', { id: 'l1', messages: [{ role: 'user', content: 'refund?' }] })
    emit('llm-end', {
      id: 'l1',
      response: {
        message: { role: 'assistant', content: 'yes' },
        raw: { id: 'chatcmpl-1', model: 'gpt-4o', usage: { prompt_tokens: 21, completion_tokens: 9 } },
      },
    })
    emit('llm-tool-call', { toolCall: { id: 't1', name: 'price', input: { item: 'tea' } } })
    emit('llm-tool-result', { toolCall: { id: 't1', name: 'price' }, toolResult: { output: '3', isError: false } })
    emit('query-end', { id: 'q1', response: { response: 'yes' } })
    expect(spans.all().map(({ name }) => name)).toEqual(['retrieval retriever', 'chat', 'execute_tool price', 'query'])
    expect(json(spans.named('retrieval retriever').attributes['gen_ai.retrieval.documents'])).toEqual([
      { id: 'n1', score: 0.9, content: 'سند', metadata: { page: 1 } },
    ])
    expect(spans.named('chat').attributes).toMatchObject({
      'gen_ai.response.id': 'chatcmpl-1',
      'gen_ai.usage.input_tokens': 21,
      'gen_ai.usage.output_tokens': 9,
    })
    expect(spans.named('query').attributes['output.value']).toBe('yes')
  })
})
