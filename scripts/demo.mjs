// `npm run demo`: real-looking traffic through the real SDK, from a small assistant that talks to a local stand-in for a
// model provider. First the last hours are filled, then it goes on live for a while.
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { createAgent } from './demo/agent.mjs'
import { reply } from './demo/brain.mjs'
import { findProduct, openDemoProject } from './demo/product.mjs'
import { startStandin } from './demo/standin.mjs'
import { createTraffic } from './demo/traffic.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { ROOT, runBin } from './lib/run.mjs'

const USAGE = `npm run demo -- [options]
  --count N     conversations of the past (default 60)
  --hours N     how far back they lie (default 6)
  --seconds N   how long it goes on live afterwards (default 20)
  --forever     go on live until Ctrl-C
  --seed N      the same seed asks the same questions`

const AT_ONCE = 8
const LIVE_PAUSE_MS = 1500

const options = readOptions()
const url = await findProduct()
if (url === undefined) {
  console.error('Vitrine is not running here. Start it with `npm start` in another terminal, then run this again.')
  process.exit(1)
}
await ensureInstalled()
// Only the SDK: a build of the rest would change the product while it runs.
if ((await runBin('tsc', ['-b', 'sdk'], { quiet: true })) !== 0) process.exit(1)
await main()

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        count: { type: 'string', default: '60' },
        hours: { type: 'string', default: '6' },
        seconds: { type: 'string', default: '20' },
        seed: { type: 'string', default: String(randomBytes(4).readUInt32LE()) },
        forever: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) {
      console.log(USAGE)
      process.exit(0)
    }
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, numberOr(key, value)]))
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`)
    process.exit(2)
  }
}

function numberOr(key, value) {
  if (typeof value === 'boolean') return value
  const number = Number(value)
  if (!(number >= 0)) throw new Error(`--${key} needs a number; got ${value}`)
  return number
}

async function main() {
  const project = await openDemoProject(url)
  const entry = (name) => import(pathToFileURL(path.join(ROOT, 'sdk', 'dist', name)).href)
  const sdk = { ...(await entry('index.js')), ...(await entry('otel.js')) }
  const { startTelemetry } = await import('./demo/telemetry.mjs')
  // The client that the SDK is tested with.
  const { OpenAI } = createRequire(path.join(ROOT, 'sdk', 'package.json'))('openai')
  const traffic = createTraffic(options.seed)
  const standin = await startStandin({
    seed: randomBytes(8).toString('hex'),
    reply,
    beforeAnswer: ({ body }) => pause((/mini/.test(body.model) ? 30 : 80) + traffic.random() * 120),
    beforeChunk: () => pause(2 + traffic.random() * 10),
  })

  // Conversations of the past run now, as fast as now, and are dated back: start and end of each span by the same shift.
  const shiftMs = new AsyncLocalStorage()
  const nowMs = () => performance.timeOrigin + performance.now() - (shiftMs.getStore() ?? 0)
  const telemetry = startTelemetry({ sdk, url, key: project.key, clock: nowMs })
  const openai = sdk.wrap(new OpenAI({ apiKey: 'stand-in', baseURL: standin.url, maxRetries: 0 }), {
    provider: 'openai',
    streamUsage: true,
  })
  const agent = await createAgent({ sdk, openai })
  const counts = { conversations: 0, turns: 0, failed: 0 }
  const hold = (conversation, startedMs) => converse({ sdk, agent, shiftMs, counts, conversation, startedMs })

  const page = `${url}/p/${encodeURIComponent(project.id)}`
  console.log(`Sending to the project demo: ${page}`)
  const stop = stopSignal()
  await fillThePast({ traffic, hold, counts, stop, flush: sdk.flush })
  if (options.forever || options.seconds > 0) await goOnLive({ traffic, hold, counts, stop })
  await sdk.flush(15_000)
  const { sent, dropped } = sdk.status()
  await sdk.shutdown()
  await telemetry.shutdown()
  await standin.close()
  await project.release()
  console.log(
    `\n${counts.conversations} conversations, ${counts.turns} turns (${counts.failed} failed), ${sent} spans sent` +
      `${Object.keys(dropped).length === 0 ? ', none lost' : `, lost: ${JSON.stringify(dropped)}`}.\n${page}`,
  )
  process.exitCode = Object.keys(dropped).length === 0 ? 0 : 1
}

/** Ctrl-C ends the traffic, not the sending of what was made. */
function stopSignal() {
  const state = { isStopped: false }
  process.once('SIGINT', () => {
    state.isStopped = true
  })
  return state
}

async function fillThePast({ traffic, hold, counts, stop, flush }) {
  if (options.count === 0) return
  console.log(
    `Filling the last ${options.hours} h with ${options.count} conversations: they run now and are dated back, their durations are real.`,
  )
  let next = 0
  const worker = async () => {
    while (next < options.count && !stop.isStopped) {
      const number = next++
      const ageMs = (1 - traffic.moment()) * options.hours * 3_600_000
      await hold(traffic.conversation(number), Date.now() - ageMs)
      if (counts.conversations % 10 === 0) {
        console.log(`  ${counts.conversations} of ${options.count} conversations, ${counts.turns} turns`)
        await flush(5000)
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

async function goOnLive({ traffic, hold, stop }) {
  console.log(options.forever ? 'Live until Ctrl-C …' : `Live for ${options.seconds} s …`)
  const end = options.forever ? Number.POSITIVE_INFINITY : Date.now() + options.seconds * 1000
  for (let number = options.count; Date.now() < end && !stop.isStopped; number += 1) {
    await hold(traffic.conversation(number), undefined)
    await pause(Math.min(LIVE_PAUSE_MS, Math.max(0, end - Date.now())))
  }
}

/** `startedMs`: when it began, in the past; undefined for now. Its turns follow with the pauses of a person. */
async function converse({ sdk, agent, shiftMs, counts, conversation, startedMs }) {
  const { session, user, language, channel, plan, release } = conversation
  const values = {
    session,
    user,
    tags: [language, channel],
    metadata: { plan, language },
    release,
    environment: 'demo',
  }
  const history = []
  let atMs = startedMs
  const at = (work) =>
    shiftMs.run(atMs === undefined ? 0 : Math.max(0, Date.now() - atMs), () => sdk.context(values, work))
  for (const turn of conversation.turns) {
    const outcome = await at(() => agent.ask({ ...turn, history: [...history] })).catch(() => undefined)
    counts.turns += 1
    if (outcome === undefined) counts.failed += 1
    else {
      history.push({ role: 'user', content: turn.question }, { role: 'assistant', content: outcome.answer })
      if (turn.feedback !== undefined) at(() => sendFeedback(sdk, outcome.traceId, turn.feedback, conversation))
    }
    if (atMs !== undefined) atMs += turn.gapMs
  }
  if (conversation.isSummarised && history.length > 0) await at(() => agent.summarise(history))
  counts.conversations += 1
}

function sendFeedback(sdk, traceId, kind, conversation) {
  sdk.score({
    name: 'user_feedback',
    value: kind === 'good',
    traceId,
    source: 'annotation',
    comment: conversation.comment(kind),
  })
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
