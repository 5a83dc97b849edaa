// npm run chaos -- --rounds N [--only brokers,process,answers]: what is killed loses nothing, on real processes. Every
// fault is done N times under load; then every acknowledged span must be there once and the books must balance. The
// results are written to docs/reliability.md.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startCuttingProxy } from '../tests/support/cutting-proxy.ts'
import { freePorts, pause, startProduct, tempFolder, until } from '../tests/support/product.ts'
import { allSpanIds, sender } from '../tests/support/senders.ts'
import { missingForKafka, startKafka } from './kafka/broker.mjs'
import { ROOT, runBin } from './lib/run.mjs'

const FILE = path.join(ROOT, 'docs/reliability.md')
const SENDERS = 4
const BEGIN = '<!-- results -->'
const END = '<!-- end of results -->'

const FAULTS = {
  brokers: {
    what: 'one of three Kafka brokers killed (SIGKILL) under load, restarted 8 to 16 s later',
    run: killBrokers,
  },
  process: { what: 'the process killed (SIGKILL) under load on Kafka, and restarted', run: killProcess },
  answers: { what: 'one in 20 answers of the broker lost after the record was stored', run: loseAnswers },
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, only: { type: 'string' } } })
const rounds = Number(values.rounds)
const names = values.only?.split(',') ?? Object.keys(FAULTS)
const why = missingForKafka()
if (why !== undefined || !Number.isInteger(rounds) || rounds < 1 || names.some((name) => !(name in FAULTS))) {
  console.error(why ?? `Use: npm run chaos -- --rounds N [--only ${Object.keys(FAULTS).join(',')}]`)
  process.exit(1)
}

const rows = []
for (const name of names) {
  const { what, run } = FAULTS[name]
  console.log(`· ${what}: ${rounds} rounds`)
  const folder = tempFolder('vitrine-chaos-')
  try {
    rows.push({ what, rounds, ...(await run(folder.path)) })
    console.log(JSON.stringify(rows.at(-1)))
  } finally {
    folder.remove()
  }
}
writeResults(rows)
await runBin('biome', ['format', '--write', FILE], { quiet: true })
if (rows.some((row) => row.lost > 0 || row.twice > 0 || !row.balanced)) process.exit(1)

async function killBrokers(folder) {
  const kafka = await startKafka({ data: path.join(folder, 'kafka'), count: 3 })
  try {
    return await underLoad({ folder, env: settings(kafka.addresses) }, async () => {
      for (let round = 0; round < rounds; round += 1) {
        const index = round % 3
        await pause(2_000 + Math.random() * 3_000)
        await kafka.kill(index)
        await pause(8_000 + Math.random() * 8_000)
        await kafka.restart(index)
      }
    })
  } finally {
    await kafka.stop()
  }
}

async function killProcess(folder) {
  const kafka = await startKafka({ data: path.join(folder, 'kafka') })
  try {
    return await underLoad({ folder, env: settings(kafka.addresses) }, async (restart) => {
      for (let round = 0; round < rounds; round += 1) {
        await pause(1_000 + Math.random() * 4_000)
        await restart()
      }
    })
  } finally {
    await kafka.stop()
  }
}

async function loseAnswers(folder) {
  const [target, port] = await freePorts(2)
  const proxy = await startCuttingProxy({ port, target })
  const kafka = await startKafka({ data: path.join(folder, 'kafka'), port: target, advertised: port })
  try {
    const found = await underLoad({ folder, env: settings([`127.0.0.1:${port}`]) }, async () => {
      for (let round = 0; round < rounds; round += 1) {
        proxy.cutOneIn(20)
        await pause(5_000)
        proxy.cutOneIn(0)
      }
    })
    return { ...found, note: `${proxy.cuts} answers lost` }
  } finally {
    await kafka.stop()
    await proxy.close()
  }
}

function settings(addresses) {
  return { KAFKA_BROKERS: addresses.join(','), KAFKA_PARTITIONS: '6', KAFKA_SESSION_SECONDS: '6' }
}

/** Clients that retry send all the while; afterwards it is counted what became of what they were promised. */
async function underLoad({ folder, env }, fault) {
  const ports = await freePorts(3)
  const start = () => startProduct({ data: path.join(folder, 'data'), ports, env })
  let product = await start()
  const sent = { acked: new Set(), attempted: new Set() }
  const state = { stopped: false }
  const senders = Array.from({ length: SENDERS }, () => sender(`http://127.0.0.1:${ports[1]}`, sent, state))
  const gap = watchGaps(sent)
  await until('the first answers', async () => (sent.acked.size > 0 ? true : undefined))
  await fault(async () => {
    await product.stop('SIGKILL')
    product = await start()
  })
  const before = sent.acked.size
  await until('answers after the last fault', async () => (sent.acked.size > before ? true : undefined), 120_000)
  state.stopped = true
  await Promise.all(senders)
  gap.stop()
  await product.drained({ timeoutMs: 900_000 })
  const found = await allSpanIds(product)
  const unique = new Set(found)
  const { total } = await product.api('/ledger')
  await product.stop()
  if (total.balanced !== true || total.lost !== 0) console.log(JSON.stringify(total))
  return {
    acked: sent.acked.size,
    lost: [...sent.acked].filter((id) => !unique.has(id)).length,
    twice: found.length - unique.size,
    repeats: total.repeats,
    balanced: total.balanced === true && total.lost === 0,
    longestGapSeconds: gap.longestSeconds(),
  }
}

function watchGaps(sent) {
  let [size, since, longest] = [0, Date.now(), 0]
  const timer = setInterval(() => {
    if (sent.acked.size === size) longest = Math.max(longest, Date.now() - since)
    else [size, since] = [sent.acked.size, Date.now()]
  }, 100)
  return { stop: () => clearInterval(timer), longestSeconds: () => Number((longest / 1000).toFixed(1)) }
}

/** Rows of faults that were not done this time stay as they are. */
function writeResults(fresh) {
  const text = existsSync(FILE) ? readFileSync(FILE, 'utf8') : `# Reliability\n\n${BEGIN}\n${END}\n`
  const [head, rest = ''] = text.split(BEGIN)
  const [body, tail = ''] = rest.split(END)
  const kept = body
    .split('\n')
    .filter((line) => /^\|(?! *(what|-))/.test(line) && !fresh.some(({ what }) => line.includes(what)))
  const lines = [
    '| what was done | when | rounds | spans acknowledged | lost | in the lists twice | delivered again, counted once | books | longest pause in answers |',
    '| - | - | - | - | - | - | - | - | - |',
    ...kept,
    ...fresh.map((row) => {
      const what = row.note === undefined ? row.what : `${row.what} (${row.note})`
      const books = row.balanced ? 'balanced' : '**not balanced**'
      const date = new Date().toISOString().slice(0, 10)
      const cells = [
        what,
        date,
        row.rounds,
        row.acked,
        row.lost,
        row.twice,
        row.repeats,
        books,
        `${row.longestGapSeconds} s`,
      ]
      return `| ${cells.join(' | ')} |`
    }),
  ]
  writeFileSync(FILE, `${head}${BEGIN}\n\n${lines.join('\n')}\n\n${END}${tail}`)
}
