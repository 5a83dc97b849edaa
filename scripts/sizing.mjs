// Prints docs/sizing.md: what 1 k, 10 k, 100 k and 1 M spans a second need, computed from figures that were measured
// (docs/figures) and assumptions that the page names. `--check` only compares.
import { readFileSync } from 'node:fs'
import { keepPage, tableLines } from './lib/generated-page.mjs'

const RATES = [1_000, 10_000, 100_000, 1_000_000]

/** What nobody measured here, said so that anybody can put in their own. */
const ASSUMED = {
  /** A process or server is planned to this share of what it can do: peaks, merges, and one of them missing. */
  utilisation: 0.5,
  kafkaReplicas: 3,
  kafkaReplayDays: 3,
  kafkaBytesPerSecondPerBroker: 100e6,
  coresPerShard: 16,
  storeReplicas: 2,
  /** Work of merges beside an insert, of the same rows. */
  mergeFactor: 2,
  /** Share of a collector's work that is the door's; the rest derives and stores. */
  doorShare: 0.25,
  minReplicas: 2,
}

const measured = { ...read('ingest'), ...bytesOf(read('soak')) }
keepPage({ page: 'docs/sizing.md', command: 'node scripts/sizing.mjs', text: page(measured) })

function need(rate, figures) {
  const { utilisation, kafkaReplicas, minReplicas } = ASSUMED
  const perProcess = figures.spansPerSecondPerProcess * utilisation
  const collectorMicros = figures.cpuMicrosPerSpan - figures.engineMicrosPerSpan
  const ingest = atLeast(minReplicas, (rate * (1 - ASSUMED.doorShare)) / perProcess)
  const receive = atLeast(minReplicas, (rate * ASSUMED.doorShare) / perProcess)
  const storeCores = (rate * figures.engineMicrosPerSpan * ASSUMED.mergeFactor) / 1e6 / utilisation
  const inBytes = rate * figures.bodyBytesPerSpan
  const brokers = atLeast(
    kafkaReplicas,
    (inBytes * kafkaReplicas) / (ASSUMED.kafkaBytesPerSecondPerBroker * utilisation),
  )
  return {
    rate,
    collectorCores: Math.ceil((rate * collectorMicros) / 1e6 / utilisation),
    receive,
    ingest,
    // Twice the processes, so that they can grow without a new topic; a rebalance then still spreads evenly.
    partitions: Math.max(12, ingest * 2),
    brokers,
    kafkaDisk: inBytes * 86_400 * ASSUMED.kafkaReplayDays * kafkaReplicas,
    shards: Math.max(1, Math.ceil(storeCores / ASSUMED.coresPerShard)),
    storeCores: Math.ceil(storeCores),
    storeDiskPerDay: rate * 86_400 * figures.storeBytesPerSpan * ASSUMED.storeReplicas,
    inMbits: (inBytes * 8) / 1e6,
  }
}

function page(figures) {
  const needs = RATES.map((rate) => need(rate, figures))
  const rows = [
    ['traffic in', (each) => `${whole(each.inMbits)} Mbit/s`],
    ['Kafka brokers', (each) => whole(each.brokers)],
    ['partitions', (each) => whole(each.partitions)],
    [`Kafka disk, ${ASSUMED.kafkaReplayDays} days, all brokers`, (each) => size(each.kafkaDisk)],
    ['`receive` processes', (each) => whole(each.receive)],
    ['`ingest` processes', (each) => whole(each.ingest)],
    ['cores of both', (each) => whole(each.collectorCores)],
    ['`api` and `work` processes', () => `${ASSUMED.minReplicas} and ${ASSUMED.minReplicas}`],
    [
      `ClickHouse shards of ${ASSUMED.coresPerShard} cores`,
      (each) => `${each.shards} × ${ASSUMED.storeReplicas} replicas`,
    ],
    ['cores of one replica of all shards', (each) => whole(each.storeCores)],
    ['ClickHouse disk a day, all replicas', (each) => size(each.storeDiskPerDay)],
  ]
  const cells = rows.map(([name, of]) => [name, ...needs.map(of)])
  return [
    '# Sizing',
    '',
    'How much of everything a rate of spans needs. The table is computed by `node scripts/sizing.mjs` from what was',
    'measured and what is assumed, both below; only the first column is near what was run here (one process, two CPUs).',
    'The larger ones are arithmetic: measure with your own spans before you buy for them.',
    '',
    ...tableLines(['', ...RATES.map((rate) => `${whole(rate)} spans/s`)], cells),
    '',
    `A single process with the embedded queue and database takes about ${whole(figures.spansPerSecondPerProcess * ASSUMED.utilisation)} spans/s`,
    'at the same margin. What reads need comes on top: it grows with what people ask, and not with the rate.',
    '',
    '## Measured',
    '',
    ...tableLines(
      ['figure', 'value', 'from'],
      [
        ['spans a second of one process', whole(figures.spansPerSecondPerProcess), '`npm run bench:ingest`'],
        ['CPU a span, all', `${figures.cpuMicrosPerSpan} µs`, '`npm run bench:ingest`'],
        ['CPU a span, the engine', `${figures.engineMicrosPerSpan} µs`, '`npm run bench:ingest`'],
        ['bytes of a span, raw', whole(figures.rawBytesPerSpan), '`npm run soak`'],
        ['bytes of a span, as sent (gzip)', whole(figures.bodyBytesPerSpan), '`npm run soak`'],
        [
          'bytes of a span in the database',
          whole(figures.storeBytesPerSpan),
          '`npm run soak`, parts not merged yet included',
        ],
      ],
    ),
    '',
    '## Assumed',
    '',
    ...tableLines(
      ['assumption', 'value'],
      [
        ['planned use of processes and servers', `${ASSUMED.utilisation * 100} %`],
        ['share of the door in the work of a collector', `${ASSUMED.doorShare * 100} %`],
        ['merges beside inserts', `${ASSUMED.mergeFactor} times the work of the insert`],
        ['cores of a ClickHouse server', String(ASSUMED.coresPerShard)],
        ['replicas of the database', String(ASSUMED.storeReplicas)],
        ['replicas of a Kafka partition', String(ASSUMED.kafkaReplicas)],
        ['what one broker writes', `${ASSUMED.kafkaBytesPerSecondPerBroker / 1e6} MB/s`],
        ['days that the topic keeps what is stored', String(ASSUMED.kafkaReplayDays)],
      ],
    ),
    '',
    'With `CLICKHOUSE_QUORUM=1` inserts into one shard wait for each other; from some ten ingest processes a shard on,',
    'add shards rather than processes, or turn it off and live with `eventual`.',
    '',
  ].join('\n')
}

function read(name) {
  return JSON.parse(readFileSync(new URL(`../docs/figures/${name}.json`, import.meta.url), 'utf8'))
}

function bytesOf({ rawBytesPerSpan, bodyBytesPerSpan, storeBytesPerSpan }) {
  return { rawBytesPerSpan, bodyBytesPerSpan, storeBytesPerSpan }
}

function atLeast(least, value) {
  return Math.max(least, Math.ceil(value))
}

function whole(value) {
  return Math.round(value).toLocaleString('en-US')
}

function size(bytes) {
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB']
  const step = Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${(bytes / 1000 ** step).toPrecision(3)} ${units[step]}`
}
