import type OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { collect, json, openaiHome, TOOLS, user, withoutIds } from '../testing/openai-home.ts'
import { recordEachTest } from '../testing/record-each-test.ts'

const { client, plainClient, standin, hold } = openaiHome()
const spans = recordEachTest()

describe('a streamed chat completion', () => {
  const body = { model: 'gpt-4o', messages: user('one two three'), stream: true } as const

  it('gives the same chunks with and without the wrapper, and with usage asked for by us', async () => {
    const expected = await collect(await plainClient().chat.completions.create(body))
    const silent = await collect(await client().chat.completions.create(body))
    const asking = await collect(await client({ streamUsage: true }).chat.completions.create(body))
    expect(withoutIds(silent)).toEqual(withoutIds(expected))
    expect(withoutIds(asking)).toEqual(withoutIds(expected))
    const [first, second] = spans.all()
    expect(first?.attributes['gen_ai.usage.input_tokens']).toBeUndefined()
    expect(second?.attributes['gen_ai.usage.input_tokens']).toBeGreaterThan(0)
  })

  it('shows the usage to an application that asks for it itself', async () => {
    const asked = { ...body, stream_options: { include_usage: true } }
    const expected = await collect(await plainClient().chat.completions.create(asked))
    const actual = await collect(await client({ streamUsage: true }).chat.completions.create(asked))
    expect(withoutIds(actual)).toEqual(withoutIds(expected))
    expect(actual.at(-1)?.usage?.prompt_tokens).toBeGreaterThan(0)
  })

  it('does not ask an unknown server, nor against the word of the application', async () => {
    await collect(await client().chat.completions.create(body))
    await collect(
      await client({ streamUsage: true }).chat.completions.create({
        ...body,
        stream_options: { include_usage: false },
      }),
    )
    const asked = standin()
      .requests.slice(-2)
      .map((request) => request.body.stream_options)
    expect(asked).toEqual([undefined, { include_usage: false }])
  })

  it('leaves the request of the application as it was', async () => {
    const own = { ...body, messages: user('hi') }
    const before = structuredClone(own)
    await collect(await client({ streamUsage: true }).chat.completions.create(own))
    expect(own).toEqual(before)
  })

  it('is told like one that is not streamed', async () => {
    const answer = await client().chat.completions.create({ ...body, stream: false })
    await collect(await client({ streamUsage: true }).chat.completions.create(body))
    const [whole, streamed] = spans.all()
    const keys = ['gen_ai.output.messages', 'gen_ai.response.finish_reasons', 'gen_ai.usage.output_tokens']
    for (const key of keys) expect(streamed?.attributes[key]).toEqual(whole?.attributes[key])
    expect(answer.choices[0]?.message.content).toBe('You said: one two three')
    expect(streamed?.attributes['gen_ai.response.time_to_first_chunk']).toBeGreaterThan(0)
  })

  it('adds tool calls up from their pieces', async () => {
    await collect(await client().chat.completions.create({ ...body, tools: TOOLS }))
    expect(json(spans.only().attributes['gen_ai.output.messages'])).toMatchObject([
      {
        parts: [{ type: 'tool_call', name: 'get_weather', arguments: { city: 'Tehran' } }],
        finish_reason: 'tool_calls',
      },
    ])
  })

  it('passes each chunk on before the next one exists', async () => {
    const held = new Map<number, () => void>()
    hold((index) => new Promise<void>((resolve) => held.set(index, resolve)))
    const letGo = async (index: number) => {
      while (!held.has(index)) await new Promise((resolve) => setImmediate(resolve))
      held.get(index)?.()
    }
    const opening = client().chat.completions.create(body)
    await letGo(0)
    const iterator = (await opening)[Symbol.asyncIterator]()
    expect((await iterator.next()).value?.choices[0]?.delta.role).toBe('assistant')
    for (const [index, word] of [
      [1, 'You'],
      [2, ' said:'],
    ] as const) {
      const next = iterator.next()
      await letGo(index)
      expect((await next).value?.choices[0]?.delta.content).toBe(word)
    }
    await iterator.return?.()
    expect(spans.only().attributes['vitrine.stream.end']).toMatch(/closed_early|aborted/)
  })

  it('that is left early ends its request and its span, with what came', async () => {
    const stream = await client().chat.completions.create(body)
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break
    expect(stream.controller.signal.aborted).toBe(true)
    const { attributes, status } = spans.only()
    expect(attributes['vitrine.stream.end']).toBe('closed_early')
    expect(json(attributes['gen_ai.output.messages'])).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: 'You' }] },
    ])
    expect(status.code).toBe(0)
  })

  it('that is aborted ends without an error, like without the wrapper', async () => {
    hold((index) => (index === 3 ? new Promise(() => undefined) : undefined))
    const stream = await client().chat.completions.create(body)
    const seen: unknown[] = []
    for await (const chunk of stream) {
      seen.push(chunk)
      if (seen.length === 3) stream.controller.abort()
    }
    expect(seen).toHaveLength(3)
    expect(spans.only().attributes['vitrine.stream.end']).toBe('aborted')
  })

  it('splits with tee', async () => {
    const expected = await collect(await plainClient().chat.completions.create(body))
    const [left, right] = (await client().chat.completions.create(body)).tee()
    const [first, second] = await Promise.all([collect(left), collect(right)])
    expect(withoutIds(first)).toEqual(withoutIds(expected))
    expect(withoutIds(second)).toEqual(withoutIds(expected))
    expect(spans.only().attributes['gen_ai.response.finish_reasons']).toEqual(['stop'])
  })

  it('that breaks throws what it throws without the wrapper', async () => {
    const failing = { ...body, model: 'fail-stream' }
    const outcome = async (openai: OpenAI) =>
      collect(await openai.chat.completions.create(failing)).catch((error: unknown) => error)
    const expected = await outcome(plainClient())
    const actual = await outcome(client())
    expect(actual).toBeInstanceOf((expected as Error).constructor)
    expect((actual as Error).message).toBe((expected as Error).message)
    const span = spans.only()
    expect(span.status.code).toBe(2)
    expect(json(span.attributes['gen_ai.output.messages'])).toMatchObject([{ parts: [{ content: 'You' }] }])
  })

  it('works through the stream helper', async () => {
    const runner = client({ streamUsage: true }).chat.completions.stream({ model: 'gpt-4o', messages: user('hi') })
    expect(await runner.finalContent()).toBe('You said: hi')
    expect(spans.only().attributes['gen_ai.response.finish_reasons']).toEqual(['stop'])
  })

  it('runs tools through the runTools helper, a span for each call', async () => {
    const runner = client().chat.completions.runTools({
      model: 'gpt-4o',
      messages: user('Weather?'),
      tools: [
        {
          type: 'function',
          function: {
            name: 'get_weather',
            description: 'Weather now',
            parameters: { type: 'object', properties: {} },
            parse: JSON.parse,
            function: ({ city }: { city: string }) => `21 °C in ${city}`,
          },
        },
      ],
    })
    expect(await runner.finalContent()).toBe('You said: Weather?')
    expect(spans.all().map((span) => span.name)).toEqual(['chat gpt-4o', 'chat gpt-4o'])
  })
})
