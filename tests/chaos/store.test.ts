import path from 'node:path'
import { afterEach, describe, it } from 'vitest'
import { freePorts } from '../../scripts/lib/free-ports.mjs'
import { clockOfAProcess } from '../support/clock-of-a-process.ts'
import { expectWhole } from '../support/expect-whole.ts'
import { type Product, pause, startProduct, tempFolder } from '../support/product.ts'
import {
  type Network,
  type PlannedFault,
  type ServerProcess,
  startNetwork,
  startServerProcess,
} from '../support/server-process.ts'
import { CHAOS_ROUNDS, CHAOS_TIMEOUT_MS, underLoad } from '../support/under-load.ts'

/** The server is killed, parted from us, slow, short of memory, and time jumps, while clients that retry send spans. */

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

interface Scene {
  readonly product: Product
  readonly network: Network
  readonly data: string
  /** Kills the server that runs, and starts it again on the same folder. */
  restart(): Promise<void>
}

async function scene(options: { faults?: readonly PlannedFault[]; nodeArgs?: readonly string[] } = {}) {
  const folder = tempFolder('vitrine-store-chaos-')
  stops.push(() => folder.remove())
  const [port = 0] = await freePorts(1)
  let server: ServerProcess = await startServerProcess(folder.path, port, manyTimes(options.faults))
  stops.push(() => server.kill())
  const network = await startNetwork(port)
  stops.push(() => network.close())
  const data = path.join(folder.path, 'data')
  const env = { CLICKHOUSE_URL: `http://127.0.0.1:${network.port}`, CLICKHOUSE_TIMEOUT_MS: '2000' }
  const product = await startProduct({ data, env, nodeArgs: options.nodeArgs ?? [] })
  stops.push(() => product.stop('SIGKILL'))
  return {
    product,
    network,
    data,
    restart: async () => {
      await server.kill()
      server = await startServerProcess(folder.path, port)
    },
  } satisfies Scene
}

/** Planned once at the start, and met a few at a time. */
function manyTimes(faults: readonly PlannedFault[] = []): readonly PlannedFault[] {
  return faults.map((planned) => ({ ...planned, times: planned.times * CHAOS_ROUNDS }))
}

async function suffer(what: string, on: Scene, misery: () => Promise<void>): Promise<void> {
  const start = () => Promise.reject(new Error('the process is not to end'))
  const { product: _, ...found } = await underLoad(
    { product: on.product, start, senders: 3, habits: { pauseMs: 10 } },
    async () => {
      for (let round = 0; round < CHAOS_ROUNDS; round += 1) {
        await pause(500)
        await misery()
      }
      await pause(500)
    },
  )
  expectWhole(what, found)
}

describe('while the store suffers', { timeout: CHAOS_TIMEOUT_MS }, () => {
  it('its kill -9 and return lose nothing and count nothing twice', async () => {
    const on = await scene()
    await suffer('the database server killed (SIGKILL) and started again', on, () => on.restart())
  })

  it('a network that parts us loses nothing and counts nothing twice', async () => {
    const on = await scene()
    await suffer('the network to the database server swallows everything for 3 s', on, async () => {
      on.network.part()
      await pause(3_000)
      on.network.heal()
    })
  })

  it('slow inserts, memory limits and exceptions after 200 lose nothing and count nothing twice', async () => {
    const memory = { code: 241, text: 'memory limit exceeded (MEMORY_LIMIT_EXCEEDED)' }
    const on = await scene({
      faults: [
        { match: '^insert into spans ', fault: { kind: 'cut', when: 'after' }, times: 3 },
        { match: '^insert into span_content ', fault: { kind: 'exception', ...memory }, times: 3 },
        { match: '^insert into ingest_books ', fault: { kind: 'late', ...memory, tagged: false }, times: 3 },
        { match: '^insert into', fault: { kind: 'slow', ms: 700 }, times: 5 },
        { match: '^insert into', fault: { kind: 'slow', ms: 3_000 }, times: 1 },
      ],
    })
    const what = 'inserts that are slow, cut after they ran, out of memory, or fail after 200'
    await suffer(what, on, () => pause(4_000))
  })

  it('a clock that jumps a day ahead and back loses nothing and counts nothing twice', async () => {
    const folder = tempFolder('vitrine-clock-')
    stops.push(() => folder.remove())
    const clock = clockOfAProcess(folder.path)
    const on = await scene({ nodeArgs: clock.nodeArgs })
    await suffer('the clock jumps a day ahead, then an hour back, on a database server', on, async () => {
      for (const jumpMs of [86_400_000, -3_600_000]) {
        clock.jump(jumpMs)
        await pause(1_000)
      }
    })
  })
})
