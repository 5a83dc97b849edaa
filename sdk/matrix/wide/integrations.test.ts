/** Frameworks through their own hooks: the real libraries, with models that are scripted. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { context, init, shutdown, wrap } from '../../src/index.ts'
import { aiTelemetry } from '../../src/integrations/ai.ts'
import { observeQuery } from '../../src/integrations/claude-agent.ts'
import { langchainHandler } from '../../src/integrations/langchain.ts'
import { observeLlamaIndex } from '../../src/integrations/llamaindex.ts'
import { mastraExporter } from '../../src/integrations/mastra.ts'
import { agentsProcessor } from '../../src/integrations/openai-agents.ts'
import { type RecordedSpans, recordSpans } from '../../src/testing/recorded-spans.ts'

type Any = never
const any = (value: unknown) => value as Any

let spans: RecordedSpans
beforeEach(() => {
  spans = recordSpans()
  init()
})
afterEach(async () => {
  spans.remove()
  await shutdown()
})

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

describe('the OpenAI Agents SDK', () => {
  it('is seen as workflow, agent, model and tool, told to the token', async () => {
    const agents = await import('./node_modules/@openai/agents-core/dist/index.mjs')
    const { z } = await import('zod')
    agents.setTraceProcessors([agentsProcessor() as Any])
    agents.setTracingDisabled(false)
    let turn = 0
    const model = {
      getResponse: async () => {
        turn += 1
        const output =
          turn === 1
            ? [
                {
                  type: 'function_call',
                  id: 'fc_1',
                  callId: 'call_1',
                  name: 'get_weather',
                  status: 'completed',
                  arguments: '{"city":"تهران"}',
                },
              ]
            : [
                {
                  type: 'message',
                  role: 'assistant',
                  status: 'completed',
                  content: [{ type: 'output_text', text: 'سلام' }],
                },
              ]
        return await agents.withGenerationSpan(
          async (span: Any) => {
            any(span).spanData.model = 'gpt-4o'
            any(span).spanData.usage = { input_tokens: 21, output_tokens: 9 }
            any(span).spanData.input = [{ role: 'user', content: 'سلام' }]
            any(span).spanData.output = [{ role: 'assistant', content: 'سلام' }]
            return {
              usage: new agents.Usage({ inputTokens: 21, outputTokens: 9, totalTokens: 30 } as Any),
              output,
              responseId: `resp_${turn}`,
            } as Any
          },
          { data: { model: 'gpt-4o' } } as Any,
        )
      },
      getStreamedResponse: () => expect.fail('not streamed'),
    }
    const weather = agents.tool({
      name: 'get_weather',
      description: 'Weather now',
      parameters: z.object({ city: z.string() }) as Any,
      execute: async ({ city }: Any) => `21 °C in ${city}`,
    } as Any)
    const agent = new agents.Agent({ name: 'concierge', model: model as Any, tools: [weather] as Any })
    const result = await new agents.Runner({ tracingDisabled: false, workflowName: 'trip' } as Any).run(
      agent as Any,
      'سلام',
    )
    expect(result.finalOutput).toBe('سلام')
    expect(parentOf('invoke_agent concierge')).toBeDefined()
    expect(idOf('invoke_workflow trip')).toBeDefined()
    expect(json(spans.named('execute_tool get_weather').attributes['gen_ai.tool.call.arguments'])).toEqual({
      city: 'تهران',
    })
    const calls = spans.all().filter((span) => span.name === 'chat gpt-4o')
    expect(calls).toHaveLength(2)
    expect(calls[0]?.attributes).toMatchObject({ 'gen_ai.usage.input_tokens': 21, 'gen_ai.usage.output_tokens': 9 })
    expect(new Set(spans.all().map((span) => span.spanContext().traceId)).size).toBe(1)
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

describe('Mastra', () => {
  it('is seen by the events of its tracing: the innermost call counts, and only that', async () => {
    const exporter = mastraExporter()
    const span = async (
      type: string,
      id: string,
      parentSpanId: string | undefined,
      more: object,
      inside?: () => Promise<void>,
    ) => {
      const exportedSpan = { id, traceId: 't', parentSpanId, type, name: type, isEvent: false, ...more }
      await exporter.exportTracingEvent({ type: 'span_started', exportedSpan })
      await inside?.()
      await exporter.exportTracingEvent({ type: 'span_ended', exportedSpan })
    }
    const call = {
      attributes: {
        model: 'gpt-4o',
        provider: 'openai',
        usage: { inputTokens: 21, outputTokens: 9, inputDetails: { cacheRead: 8 } },
        finishReason: 'stop',
      },
      input: { messages: [{ role: 'user', content: 'سلام' }] },
      output: { text: 'سلام' },
    }
    await span(
      'agent_run',
      'a',
      undefined,
      { attributes: { agentId: 'cook' }, metadata: { threadId: 's-1' }, input: 'سلام' },
      async () => {
        await span('model_generation', 'b', 'a', call, async () => {
          await span('model_inference', 'c', 'b', call)
          await span('tool_call', 'd', 'b', { attributes: { toolId: 'price' }, input: { item: 'tea' }, output: 3 })
        })
        await span('model_generation', 'e', 'a', call)
      },
    )
    const counted = spans.all().filter((each) => each.attributes['gen_ai.usage.input_tokens'] !== undefined)
    expect(counted).toHaveLength(2)
    expect(counted[0]?.attributes).toMatchObject({
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.cache_read.input_tokens': 8,
    })
    expect(json(counted[0]?.attributes['gen_ai.output.messages'])[0].parts).toEqual([{ type: 'text', content: 'سلام' }])
    expect(parentOf('execute_tool price')).toBe(
      spans
        .all()
        .find((each) => each.attributes['openinference.span.kind'] === 'CHAIN')
        ?.spanContext().spanId,
    )
    expect(spans.named('invoke_agent cook').attributes['session.id']).toBe('s-1')
  })
})

describe('the Claude Agent SDK', () => {
  it('gives the same messages, and its run is an agent with its calls and tools', async () => {
    const answer = (id: string, block: object, output_tokens: number) => ({
      type: 'assistant',
      session_id: 's-1',
      message: {
        id,
        type: 'message',
        role: 'assistant',
        model: 'claude',
        content: [block],
        stop_reason: null,
        usage: { input_tokens: 10, cache_read_input_tokens: 20, output_tokens },
      },
    })
    const messages = [
      { type: 'system', subtype: 'init', session_id: 's-1' },
      answer('msg_1', { type: 'text', text: 'let me look' }, 1),
      answer('msg_1', { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { file: 'a' } }, 5),
      {
        type: 'user',
        session_id: 's-1',
        message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'سند' }] },
      },
      answer('msg_2', { type: 'text', text: 'done' }, 7),
      {
        type: 'result',
        subtype: 'success',
        is_error: false,
        session_id: 's-1',
        num_turns: 2,
        total_cost_usd: 0.01,
        result: 'done',
      },
    ]
    const query = ({ prompt }: { prompt: string }) => {
      async function* run() {
        for (const message of messages) yield message
      }
      return Object.assign(run(), { interrupt: async () => prompt })
    }
    const run = observeQuery(query)({ prompt: 'hi' })
    expect(await run.interrupt()).toBe('hi')
    const got: unknown[] = []
    for await (const message of run) got.push(message)
    expect(got).toEqual(messages)
    expect(spans.all().map(({ name }) => name)).toEqual([
      'chat claude',
      'execute_tool Read',
      'chat claude',
      'invoke_agent claude-agent',
    ])
    const [first, tool, second, agent] = spans.all()
    expect(first?.attributes).toMatchObject({
      'gen_ai.response.id': 'msg_1',
      'gen_ai.usage.input_tokens': 30,
      'gen_ai.usage.output_tokens': 5,
    })
    expect(json(first?.attributes['gen_ai.output.messages'])[0].parts).toHaveLength(2)
    expect(tool?.attributes['gen_ai.tool.call.result']).toBe('"سند"')
    expect(json(second?.attributes['gen_ai.input.messages'])[0].role).toBe('tool')
    expect(agent?.attributes).toMatchObject({ 'session.id': 's-1', 'output.value': 'done', 'claude_agent.turns': 2 })
    expect(first?.parentSpanContext?.spanId).toBe(agent?.spanContext().spanId)
  })
})
