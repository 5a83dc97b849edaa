/** What is captured: a program, and the instrumentations that watch it. */
export const SETS = {
  'openinference-openai': { program: 'openai-client', watch: ['openinference-openai'] },
  'openllmetry-openai': { program: 'openai-client', watch: ['openllmetry-openai'] },
  'otel-openai': { program: 'openai-client', watch: ['otel-openai'] },
  'openinference-and-openllmetry-openai': {
    program: 'openai-client',
    watch: ['openllmetry-openai', 'openinference-openai'],
    only: ['chat', 'tools'],
  },
  'ai-sdk-v6': { program: 'ai-sdk', watch: [] },
  'anthropic-native': { program: 'anthropic-native', watch: [] },
  'openinference-langchain': { program: 'langchain', watch: ['openinference-langchain'] },
}

const WATCHERS = {
  'openinference-openai': async () => {
    const { OpenAIInstrumentation } = await import('@arizeai/openinference-instrumentation-openai')
    return new OpenAIInstrumentation()
  },
  'openllmetry-openai': async () => {
    const { OpenAIInstrumentation } = await import('@traceloop/instrumentation-openai')
    return new OpenAIInstrumentation({ enrichTokens: false })
  },
  'otel-openai': async () => {
    const { OpenAIInstrumentation } = await import('@opentelemetry/instrumentation-openai')
    return new OpenAIInstrumentation({ captureMessageContent: true })
  },
  'openinference-langchain': async () => {
    const { LangChainInstrumentation } = await import('@arizeai/openinference-instrumentation-langchain')
    const instrumentation = new LangChainInstrumentation()
    instrumentation.manuallyInstrument(await import('@langchain/core/callbacks/manager'))
    return instrumentation
  },
}

export async function instrumentationsOf(set) {
  return Promise.all(SETS[set].watch.map((name) => WATCHERS[name]()))
}

export function programOf(set) {
  return import(`./cases/${SETS[set].program}.mjs`)
}
