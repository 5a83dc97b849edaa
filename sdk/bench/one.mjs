// One SDK in a process of its own: `node one.mjs import|calls <name> <sink>`, run in the folder where it is installed.
// `none` is the client alone.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const CALLS = 50
const ROUNDS = 40
const WARM_UP = 40
const TOLD = '/proc/self/schedstat'
const NOTHING = new Int32Array(new SharedArrayBuffer(4))

const [mode, name, sink] = process.argv.slice(2)
const here = createRequire(path.join(process.cwd(), 'package.json'))
/** Node's own resolution, as an ES module of that folder would have it. */
const { load } = await import(pathToFileURL(path.join(process.cwd(), 'load.mjs')).href)

/** What each is imported for, and how it observes a client; as its documentation has it. */
const SDKS = {
  vitrine: {
    entries: ['@vitrine/sdk'],
    observe: async (_OpenAI, client) => {
      const { init, wrap } = await load('@vitrine/sdk')
      init({ url: sink, key: 'k' })
      return wrap(client)
    },
  },
  langfuse: {
    entries: ['@langfuse/openai', '@langfuse/otel', '@opentelemetry/sdk-node'],
    observe: async (_OpenAI, client) => {
      const { NodeSDK } = await load('@opentelemetry/sdk-node')
      const { LangfuseSpanProcessor } = await load('@langfuse/otel')
      const processor = new LangfuseSpanProcessor({ publicKey: 'pk', secretKey: 'sk', baseUrl: sink })
      new NodeSDK({ spanProcessors: [processor] }).start()
      return (await load('@langfuse/openai')).observeOpenAI(client)
    },
  },
  langsmith: {
    entries: ['langsmith/wrappers'],
    observe: async (_OpenAI, client) => {
      Object.assign(process.env, { LANGSMITH_TRACING: 'true', LANGSMITH_ENDPOINT: sink, LANGSMITH_API_KEY: 'k' })
      return (await load('langsmith/wrappers')).wrapOpenAI(client)
    },
  },
  traceloop: {
    entries: ['@traceloop/node-server-sdk'],
    observe: async (OpenAI, client) => {
      // Its ES module calls `require`.
      const traceloop = here('@traceloop/node-server-sdk')
      traceloop.initialize({
        baseUrl: sink,
        apiKey: 'k',
        silenceInitializationMessage: true,
        instrumentModules: { openAI: OpenAI },
      })
      return client
    },
  },
  openinference: {
    entries: ['@arizeai/openinference-instrumentation-openai', '@opentelemetry/sdk-node'],
    observe: async (OpenAI, client) => {
      const { NodeSDK } = await load('@opentelemetry/sdk-node')
      // Its ES module imports a folder, which Node refuses.
      const { OTLPTraceExporter } = here('@opentelemetry/exporter-trace-otlp-proto')
      const { OpenAIInstrumentation } = await load('@arizeai/openinference-instrumentation-openai')
      new NodeSDK({ traceExporter: new OTLPTraceExporter({ url: `${sink}/v1/traces` }) }).start()
      new OpenAIInstrumentation().manuallyInstrument(OpenAI)
      return client
    },
  },
  braintrust: {
    entries: ['braintrust'],
    observe: async (_OpenAI, client) => {
      const braintrust = await load('braintrust')
      braintrust.initLogger({ projectId: 'p', apiKey: 'k', appUrl: sink, orgName: 'o' })
      return braintrust.wrapOpenAI(client)
    },
  },
}

/** The same, while its collector takes connections and never answers. */
SDKS['vitrine-hanging'] = {
  ...SDKS.vitrine,
  observe: async (_OpenAI, client) => {
    const { init, wrap } = await load('@vitrine/sdk')
    init({ url: `${sink}/never`, key: 'k', log: { debug: () => undefined, warn: () => undefined } })
    return wrap(client)
  },
}

const sdk = SDKS[name]
console.log(JSON.stringify(mode === 'import' ? await importMs() : await callUs()))
process.exit(0)

/**
 * CPU of the application's thread alone, which no other work of the machine adds to; Linux tells it. The books are
 * brought up to date when a thread gives way, else every four milliseconds, so this one gives way first.
 */
function threadUs() {
  if (!existsSync(TOLD)) return Number.NaN
  Atomics.wait(NOTHING, 0, 0, 0.001)
  return Number(readFileSync(TOLD, 'latin1').split(' ')[0]) / 1000
}

async function importMs() {
  const started = performance.now()
  await load('@opentelemetry/api').catch(() => undefined)
  const api = performance.now()
  for (const entry of sdk.entries) await load(entry)
  return { api: api - started, sdk: performance.now() - api }
}

/** The real client over a fetch that answers at once: what is left is the client and who looks at it. */
async function callUs() {
  const { OpenAI } = here('openai')
  const answer = JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'gpt-4o-2024-08-06',
    choices: [{ index: 0, message: { role: 'assistant', content: 'hello there '.repeat(20) }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 100, completion_tokens: 50, total_tokens: 150 },
  })
  const fetch = async () => new Response(answer, { headers: { 'content-type': 'application/json' } })
  const body = {
    model: 'gpt-4o',
    messages: [
      { role: 'system', content: 'be short '.repeat(20) },
      { role: 'user', content: 'question '.repeat(50) },
    ],
  }
  const made = new OpenAI({ apiKey: 'k', maxRetries: 0, fetch })
  const client = sdk === undefined ? made : await sdk.observe(OpenAI, made)
  const rounds = []
  for (let index = 0; index < WARM_UP + ROUNDS; index += 1) {
    const before = process.cpuUsage()
    const threadBefore = threadUs()
    const started = performance.now()
    for (let call = 0; call < CALLS; call += 1) await client.chat.completions.create(body)
    const wallUs = ((performance.now() - started) * 1000) / CALLS
    const threadInUs = (threadUs() - threadBefore) / CALLS
    // What is sent is sent after the round, as after a real call, and its work counts all the same.
    await new Promise((done) => setTimeout(done, 30))
    const cpu = process.cpuUsage(before)
    const sendingUs = (threadUs() - threadBefore) / CALLS
    rounds.push({ wallUs, threadInUs, threadUs: sendingUs, cpuUs: (cpu.user + cpu.system) / CALLS })
  }
  const counted = rounds.slice(WARM_UP)
  const median = (key) => counted.map((each) => each[key]).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]
  // Means: who sends seldom sends in few of the rounds, and a median would not see it.
  const mean = (key) => counted.reduce((sum, each) => sum + each[key], 0) / ROUNDS
  return {
    wallUs: median('wallUs'),
    threadInUs: median('threadInUs'),
    threadUs: mean('threadUs'),
    cpuUs: mean('cpuUs'),
  }
}
