// A real Apache Kafka (KRaft) for development and tests: jars from Maven Central, cached by the pom's hash.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../lib/free-ports.mjs'
import { run } from '../lib/run.mjs'
import { makeCertificate, SCRAM_USERS, securedProperties } from './secured.mjs'

const HERE = path.dirname(fileURLToPath(import.meta.url))
const CLUSTER_ID = '4L6g3nShT-eMCtK--X86sw'
const PROTOCOLS = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']
const STARTED = /Kafka Server started/
const START_TIMEOUT_MS = 90_000
/** A joint SIGTERM of three brokers can leave one running for many seconds; then it is killed. */
const STOP_TIMEOUT_MS = 15_000

/** What keeps a broker from starting here, in one line, or undefined. */
export function missingForKafka() {
  if (spawnSync('java', ['-version']).status !== 0)
    return 'Kafka needs Java 17 or newer (a JDK on the PATH); none was found.'
  if (existsSync(libFolder())) return undefined
  if (spawnSync('mvn', ['-v']).status !== 0) return 'Fetching Kafka needs Maven (mvn on the PATH); none was found.'
  return undefined
}

function libFolder() {
  const hash = createHash('sha256')
    .update(readFileSync(path.join(HERE, 'pom.xml')))
    .digest('hex')
    .slice(0, 12)
  const cache =
    process.env.KAFKA_CACHE ?? path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'vitrine')
  return path.join(cache, `kafka-${hash}`)
}

/** Downloads the jars when this version is not cached yet; the folder appears whole or not at all. */
export async function fetchJars(say = console.log) {
  const lib = libFolder()
  if (existsSync(lib)) return lib
  say('· Fetching Apache Kafka (about 45 MB, once) …')
  const draft = `${lib}.${process.pid}`
  mkdirSync(draft, { recursive: true })
  const code = await run(
    'mvn',
    [
      '-B',
      '-q',
      '-f',
      path.join(HERE, 'pom.xml'),
      'dependency:copy-dependencies',
      '-DincludeScope=runtime',
      `-DoutputDirectory=${draft}`,
    ],
    { quiet: true },
  )
  if (code !== 0) {
    rmSync(draft, { recursive: true, force: true })
    throw new Error('cannot fetch Kafka: Maven failed, see its message above; check the network and try again')
  }
  if (existsSync(lib)) rmSync(draft, { recursive: true, force: true })
  else renameSync(draft, lib)
  return lib
}

function properties({ id, port, advertised, voters, data, count, secured }) {
  const copies = Math.min(3, count)
  const controller = voters[id - 1]
  const extra = secured === undefined ? { listeners: [], lines: [] } : securedProperties(secured)
  return [
    'process.roles=broker,controller',
    `node.id=${id}`,
    `controller.quorum.voters=${voters.map((voter, index) => `${index + 1}@127.0.0.1:${voter}`).join(',')}`,
    'controller.listener.names=CONTROLLER',
    `listeners=${[`PLAINTEXT://127.0.0.1:${port}`, ...extra.listeners, `CONTROLLER://127.0.0.1:${controller}`]}`,
    `advertised.listeners=${[`PLAINTEXT://127.0.0.1:${advertised}`, ...extra.listeners]}`,
    `listener.security.protocol.map=${[...PROTOCOLS.map((name) => `${name}:${name}`), 'CONTROLLER:PLAINTEXT']}`,
    ...extra.lines,
    `log.dirs=${path.join(data, 'log')}`,
    `default.replication.factor=${copies}`,
    `min.insync.replicas=${Math.max(1, copies - 1)}`,
    `offsets.topic.replication.factor=${copies}`,
    'offsets.topic.num.partitions=1',
    `transaction.state.log.replication.factor=${copies}`,
    `transaction.state.log.min.isr=${Math.max(1, copies - 1)}`,
    'transaction.state.log.num.partitions=1',
    'group.initial.rebalance.delay.ms=0',
    'auto.create.topics.enable=false',
    'message.max.bytes=22020096',
    // The default of 128 MiB is one array, which a small heap does not always have room for.
    'log.cleaner.dedupe.buffer.size=8388608',
    '',
  ].join('\n')
}

/**
 * Starts `count` brokers. `advertised` is the port that clients are told, when a proxy stands before the one broker.
 * `secured` gives the one broker listeners that want TLS, a password, or both. Resolves when all say that they are
 * started, with their addresses, `stop()`, and `kill(index)` / `restart(index)` for failure tests.
 */
export async function startKafka({ data, port, advertised, count = 1, secured = false, say = console.log }) {
  const why = missingForKafka()
  if (why !== undefined) throw new Error(why)
  const lib = await fetchJars(say)
  const classPath = `${lib}/*`
  const ports = []
  for (let index = 0; index < count; index += 1) ports.push(port === undefined ? await freePort() : port + index)
  const voters = []
  for (let index = 0; index < count; index += 1) voters.push(await freePort())
  const brokers = ports.map((own, index) => ({
    id: index + 1,
    port: own,
    advertised: advertised ?? own,
    folder: path.join(data, `broker-${index + 1}`),
    child: undefined,
  }))
  const listeners = secured ? await securedListeners(data) : undefined
  for (const broker of brokers) {
    mkdirSync(broker.folder, { recursive: true })
    const file = path.join(broker.folder, 'server.properties')
    writeFileSync(file, properties({ ...broker, voters, data: broker.folder, count, secured: listeners }))
    if (existsSync(path.join(broker.folder, 'log', 'meta.properties'))) continue
    const users = secured ? SCRAM_USERS : []
    const code = await run(
      'java',
      ['-cp', classPath, 'kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', file, ...users],
      { quiet: true },
    )
    if (code !== 0) throw new Error(`cannot format ${broker.folder} for Kafka: see the message above`)
  }
  await Promise.all(brokers.map((broker) => boot(broker, classPath)))
  return {
    addresses: ports.map((own) => `127.0.0.1:${own}`),
    secured: listeners && { ...addressesOf(listeners.ports), caFile: listeners.caFile },
    kill: (index, signal = 'SIGKILL') => end(brokers[index], signal),
    restart: (index) => boot(brokers[index], classPath),
    stop: () => Promise.all(brokers.map((broker) => end(broker, 'SIGTERM'))),
  }
}

async function securedListeners(data) {
  mkdirSync(data, { recursive: true })
  const ports = { tls: await freePort(), sasl: await freePort(), tlsSasl: await freePort() }
  return { ports, ...(await makeCertificate(data)) }
}

function addressesOf(ports) {
  return Object.fromEntries(Object.entries(ports).map(([kind, port]) => [kind, `127.0.0.1:${port}`]))
}

function boot(broker, classPath) {
  const args = [
    '-Xmx256m',
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=info',
    '-cp',
    classPath,
    'kafka.Kafka',
    path.join(broker.folder, 'server.properties'),
  ]
  const child = spawn('java', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  broker.child = child
  broker.exited = new Promise((resolve) => child.once('close', resolve))
  let tail = ''
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail('it did not start in time'), START_TIMEOUT_MS)
    const fail = (reason) => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      reject(new Error(`cannot start Kafka on port ${broker.port}: ${reason}\n${tail}`))
    }
    child.once('error', (error) => fail(error.message))
    child.once('close', (code) => fail(`it stopped with ${code}`))
    child.stderr.on('data', (chunk) => {
      tail = (tail + chunk).slice(-4000)
      if (!STARTED.test(tail)) return
      clearTimeout(timer)
      resolve()
    })
  })
}

async function end(broker, signal) {
  const { child } = broker
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  child.kill(signal)
  await broker.exited
  clearTimeout(timer)
}
