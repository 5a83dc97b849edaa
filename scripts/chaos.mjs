// npm run chaos -- --rounds N [--only brokers,process,…]: what is killed loses nothing, on real processes. Every fault is
// done N times under load; then every acknowledged span must be there once and the books must balance. Faults of which
// CI does one round are tests, and are run as such. The results are written to docs/reliability.md.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startCuttingProxy } from '../tests/support/cutting-proxy.ts'
import { freePorts, pause, startProduct, tempFolder } from '../tests/support/product.ts'
import { underLoad } from '../tests/support/under-load.ts'
import { missingForKafka, startKafka } from './kafka/broker.mjs'
import { ROOT, runBin } from './lib/run.mjs'

const FILE = path.join(ROOT, 'docs/reliability.md')
const BEGIN = '<!-- results -->'
const END = '<!-- end of results -->'

const FAULTS = {
  brokers: {
    what: 'one of three Kafka brokers killed (SIGKILL) under load, restarted 8 to 16 s later',
    run: killBrokers,
  },
  process: { what: 'the process killed (SIGKILL) under load on Kafka, and restarted', run: killProcess },
  answers: { what: 'one in 20 answers of the broker lost after the record was stored', run: loseAnswers },
  kafka: { test: 'tests/chaos/kafka-faults.test.ts' },
  store: { test: 'tests/chaos/store.test.ts' },
  disk: { test: 'tests/chaos/disk-full.test.ts' },
  roles: { test: 'tests/e2e/roles.test.ts' },
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
  const { what = `${name}, each of its faults`, test, run = () => runTest(test) } = FAULTS[name]
  console.log(`· ${what}: ${rounds} rounds`)
  const folder = tempFolder('vitrine-chaos-')
  try {
    const found = [await run(folder.path)].flat()
    rows.push(...found.map((row) => ({ what, rounds, ...row })))
  } finally {
    folder.remove()
  }
}
for (const row of rows) console.log(JSON.stringify(row))
writeResults(rows)
await runBin('biome', ['format', '--write', FILE], { quiet: true })
if (rows.some((row) => row.lost > 0 || row.twice > 0 || !row.balanced)) process.exitCode = 1

/** Its faults say themselves what was done. */
async function runTest(file) {
  const folder = tempFolder('vitrine-chaos-results-')
  const results = path.join(folder.path, 'results.jsonl')
  const env = { VITRINE_CHAOS_ROUNDS: String(rounds), VITRINE_CHAOS_RESULTS: results }
  try {
    if ((await runBin('vitest', ['run', '--project', 'e2e', file], { env })) !== 0) process.exitCode = 1
    const lines = existsSync(results) ? readFileSync(results, 'utf8').split('\n') : []
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line))
  } finally {
    folder.remove()
  }
}

async function killBrokers(folder) {
  const kafka = await startKafka({ data: path.join(folder, 'kafka'), count: 3 })
  try {
    return await suffer({ folder, env: settings(kafka.addresses) }, async () => {
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
    return await suffer({ folder, env: settings(kafka.addresses) }, async ({ restart }) => {
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
    const found = await suffer({ folder, env: settings([`127.0.0.1:${port}`]) }, async () => {
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

async function suffer({ folder, env }, fault) {
  const ports = await freePorts(3)
  const start = () => startProduct({ data: path.join(folder, 'data'), ports, env })
  const { product, ...found } = await underLoad({ start }, fault)
  await product.stop()
  return found
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
    '| what was done | when | rounds | spans acknowledged | lost | in the lists twice | delivered again, counted once | books | longest pause in answers | memory at most |',
    '| - | - | - | - | - | - | - | - | - | - |',
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
        `${row.memoryMaxMb} MB`,
      ]
      return `| ${cells.join(' | ')} |`
    }),
  ]
  writeFileSync(FILE, `${head}${BEGIN}\n\n${lines.join('\n')}\n\n${END}${tail}`)
}
