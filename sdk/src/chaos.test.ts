/** Whatever the collector does, the application's results are its own, and losses are counted. */
import { afterEach, describe, expect, it } from 'vitest'
import { observe } from './observe.ts'
import { flush, init, shutdown, status } from './runtime.ts'
import { type Answer, startCollector } from './testing/collector.ts'
import { wrap } from './wrap.ts'

afterEach(() => shutdown(50))

const said: string[] = []
const log = { debug: () => undefined, warn: (message: string) => said.push(message) }
const CALLS = 400
/** A step each, and a call in all but those that fail before it. */
const SPANS = CALLS * 2 - CALLS / 50
const QUEUE = 100

const client = () => ({
  baseURL: 'https://api.openai.com/v1',
  chat: {
    completions: {
      create: async (body: { model: string }) => ({ model: body.model, choices: [{ message: { content: 'yes' } }] }),
    },
  },
})

async function run(): Promise<unknown[]> {
  const wrapped = wrap(client())
  const step = observe('step', async (index: number) => {
    if (index % 50 === 49) throw new Error(`step ${index}`)
    return await wrapped.chat.completions.create({ model: `m-${index}` })
  })
  const results: unknown[] = []
  for (let index = 0; index < CALLS; index += 1)
    results.push(await step(index).catch((error: unknown) => (error as Error).message))
  return results
}

/** Turns of the event loop that go by meanwhile. The application's own calls take none, so each would be a wait for us. */
async function turnsOf(work: () => Promise<unknown>): Promise<number> {
  let turns = 0
  let next = setImmediate(function again() {
    turns += 1
    next = setImmediate(again)
  })
  await work()
  clearImmediate(next)
  return turns
}

const forever = (make: () => Answer): Answer[] =>
  new Proxy([], { get: (list, key) => (key === 'shift' ? make : Reflect.get(list, key)) })

describe.each<[string, Answer[]]>([
  ['hangs', forever(() => 'hang')],
  ['answers 500', forever(() => 500)],
  ['answers 503', forever(() => 503)],
  ['cuts the connection', forever(() => (response) => void response.socket?.destroy())],
  [
    'floods its answers',
    forever(() => (response) => {
      response.writeHead(200)
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 120)));
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    }),
  ],
  ['answers nonsense', forever(() => (response) => void response.writeHead(200).end(Buffer.alloc(40, 255)))],
  [
    'answers byte by byte',
    forever(() => (response) => void response.writeHead(200, { 'content-length': '2' }).write('x')),
  ],
])('a collector that %s', (_name, answers) => {
  it('changes nothing for the application, and what is lost is counted and said once', async () => {
    init({ disabled: true })
    const expected = await run()
    const collector = await startCollector({ answers })
    said.length = 0
    init({ url: collector.url, log, maxQueueSpans: QUEUE, flushIntervalMs: 1 })
    let results: unknown[] = []
    // The first of these calls find a collector that nobody knows yet, the others one that has failed.
    for (const round of ['unknown', 'known']) {
      const turns = await turnsOf(async () => {
        results = await run()
      })
      expect(turns, round).toBe(0)
      expect(results).toEqual(expected)
      await flush(20)
    }
    expect(new Set(said).size).toBe(said.length)
    const { sent, dropped } = status()
    const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0)
    expect(sent + lost).toBeLessThanOrEqual(2 * SPANS)
    expect(sent + lost + QUEUE).toBeGreaterThanOrEqual(2 * SPANS)
    await collector.close()
  })
})

it('an exporter that throws is counted, and nothing else happens', async () => {
  const collector = await startCollector()
  const broken = () => {
    throw new Error('a mask of the application')
  }
  init({ url: collector.url, log, mask: broken })
  const poison = observe('poison', () => ({
    toJSON: () => {
      throw new Error('cannot be written')
    },
  }))
  expect(typeof poison().toJSON).toBe('function')
  await flush()
  expect(status()).toMatchObject({ sent: 1, dropped: { instrumentation_error: 1 } })
  await collector.close()
})
