// The load generator, a process of its own: makes its bodies first, then sends them as fast as the door takes them.
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { Writer } from '../../collector/dist/mapping/wire.js'
import { createBodyMaker } from './ingest-bodies.mjs'

const { set, spans, seed, url, key, connections } = JSON.parse(process.argv[2])
const agent = new Agent({ keepAlive: true, maxSockets: connections })

const make = createBodyMaker(set, seed, Writer)
const bodies = []
for (let made = 0; made < spans; made += bodies.at(-1).spans) bodies.push(make())
process.send({
  kind: 'ready',
  spans: sum('spans'),
  rawBytes: sum('rawBytes'),
  bytes: bodies.reduce((n, body) => n + body.payload.length, 0),
})
process.once('message', run)

async function run() {
  const acks = []
  let refused = 0
  let next = 0
  const startedMs = Date.now()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (next < bodies.length) {
        const body = bodies[next]
        next += 1
        for (;;) {
          const sentMs = performance.now()
          const { status, retryAfter } = await post(body.payload)
          if (status === 200) {
            acks.push(performance.now() - sentMs)
            break
          }
          if (status !== 429 && status !== 503) throw new Error(`the door answered ${status}`)
          refused += 1
          await pause(Math.max(0.1, Math.min(Number(retryAfter) || 1, 2)) * 1000)
        }
      }
    }),
  )
  acks.sort((a, b) => a - b)
  const at = (share) => acks[Math.min(acks.length - 1, Math.floor(acks.length * share))]
  const { user, system } = process.cpuUsage()
  process.send(
    {
      kind: 'done',
      startedMs,
      endedMs: Date.now(),
      refused,
      ackP50Ms: at(0.5),
      ackP99Ms: at(0.99),
      cpuSeconds: (user + system) / 1e6,
    },
    () => process.exit(0),
  )
}

function post(payload) {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/x-protobuf',
      'content-encoding': 'gzip',
      'content-length': payload.length,
      authorization: `Bearer ${key}`,
    }
    const call = request(`${url}/v1/traces`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve({ status: answer.statusCode, retryAfter: answer.headers['retry-after'] }))
    })
    call.on('error', reject)
    call.end(payload)
  })
}

function sum(field) {
  return bodies.reduce((total, body) => total + body[field], 0)
}
