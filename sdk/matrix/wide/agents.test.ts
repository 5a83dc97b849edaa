/** Agents through their own hooks: the real library, or the events that it is known to give. */
import { describe, expect, it } from 'vitest'
import { observeQuery } from '../../src/integrations/claude-agent.ts'
import { mastraExporter } from '../../src/integrations/mastra.ts'
import { agentsProcessor } from '../../src/integrations/openai-agents.ts'
import { recordEachTest } from '../../src/testing/record-each-test.ts'

type Any = never
const any = (value: unknown) => value as Any

const spans = recordEachTest()

const json = (value: unknown) => JSON.parse(String(value))
const idOf = (name: string) => spans.named(name).spanContext().spanId
const parentOf = (name: string) => spans.named(name).parentSpanContext?.spanId

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
