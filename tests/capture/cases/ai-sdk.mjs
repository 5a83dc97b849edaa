/** Vercel's AI SDK, which traces itself: text, a tool loop, an object as a stream, embeddings, a failure. */
export const cases = ['text', 'tools', 'stream', 'embeddings', 'error']

export async function run(name, { url, tracer }) {
  const { embedMany, generateText, stepCountIs, streamText, tool } = await import('ai')
  const { createOpenAI } = await import('@ai-sdk/openai')
  const { z } = await import('zod')
  const openai = createOpenAI({ baseURL: `${url}/v1`, apiKey: 'sk-capture' })
  const telemetry = {
    isEnabled: true,
    tracer,
    functionId: 'weather',
    metadata: { sessionId: 's-9', userId: 'user-9', tags: ['eu'] },
  }
  const asked = {
    model: openai.chat(name === 'error' ? 'error-401' : 'gpt-4o-mini'),
    system: 'Answer in one sentence.',
    prompt: 'How is the weather in Tehran?',
    maxRetries: 0,
    experimental_telemetry: telemetry,
  }
  const get_weather = tool({
    description: 'The weather of a city',
    inputSchema: z.object({ city: z.string() }),
    execute: async () => ({ celsius: 9 }),
  })
  if (name === 'text') await generateText(asked)
  if (name === 'tools') await generateText({ ...asked, tools: { get_weather }, stopWhen: stepCountIs(3) })
  if (name === 'stream') for await (const _ of streamText(asked).textStream);
  if (name === 'embeddings') {
    const model = openai.embedding('text-embedding-3-small')
    await embedMany({ model, values: ['one', 'two'], experimental_telemetry: telemetry })
  }
  if (name === 'error') await generateText(asked).catch(() => {})
}
