// One SDK in a process of its own: `node one.mjs import|calls <name> <sink>`, run in the folder where it is installed.
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const [mode, name, sink] = process.argv.slice(2)
const here = createRequire(path.join(process.cwd(), 'package.json'))
const load = async (specifier) => await import(pathToFileURL(resolve(specifier)).href)

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
      const traceloop = await load('@traceloop/node-server-sdk')
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
      const { OTLPTraceExporter } = await load('@opentelemetry/exporter-trace-otlp-proto')
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

const sdk = SDKS[name]
console.log(JSON.stringify(mode === 'import' ? await importMs() : await callUs()))
process.exit(0)

/** The modules that a user's import reaches, as ES modules where there is one. */
function resolve(specifier) {
  const [scope, second] = specifier.split('/')
  const packageName = specifier.startsWith('@') ? `${scope}/${second}` : scope
  const folder = path.join(process.cwd(), 'node_modules', packageName)
  const { exports, module, main } = JSON.parse(here('node:fs').readFileSync(path.join(folder, 'package.json'), 'utf8'))
  const part = `.${specifier.slice(packageName.length)}`
  const entry = typeof exports === 'string' ? exports : (exports?.[part] ?? (part === '.' ? exports : undefined))
  const file = pick(entry) ?? module ?? main ?? 'index.js'
  return path.join(folder, file)
}

function pick(entry) {
  if (typeof entry === 'string' || entry === undefined) return entry
  for (const key of ['node', 'import', 'default', 'require']) {
    const found = entry[key] === undefined ? undefined : pick(entry[key])
    if (found !== undefined) return found
  }
  return undefined
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
  const made = () => new OpenAI({ apiKey: 'k', maxRetries: 0, fetch })
  const body = {
    model: 'gpt-4o',
    messages: [
      { role: 'system', content: 'be short '.repeat(20) },
      { role: 'user', content: 'question '.repeat(50) },
    ],
  }
  const round = async (client) => {
    const before = process.cpuUsage()
    const started = performance.now()
    for (let call = 0; call < 50; call += 1) await client.chat.completions.create(body)
    const wallUs = ((performance.now() - started) * 1000) / 50
    const cpu = process.cpuUsage(before)
    return { wallUs, cpuUs: (cpu.user + cpu.system) / 50 }
  }
  const rounds = async (client) => {
    const all = []
    for (let index = 0; index < 60; index += 1) {
      all.push(await round(client))
      // What is sent is sent between the rounds: a real call waits for its answer, and the loop is free.
      await new Promise((done) => setTimeout(done, 20))
    }
    const median = (key) =>
      all
        .slice(20)
        .map((each) => each[key])
        .sort((a, b) => a - b)[20]
    return { wallUs: median('wallUs'), cpuUs: median('cpuUs') }
  }
  const plain = await rounds(made())
  const observed = await rounds(await sdk.observe(OpenAI, made()))
  return { plain, observed, wallUs: observed.wallUs - plain.wallUs, cpuUs: observed.cpuUs - plain.cpuUs }
}
