import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError, describeConfig, readConfig } from './config.ts'

const KEY = 'sk-0123456789abcdef'
const PUBLIC_KEY = 'pk-0123456789abcdef'

describe('readConfig', () => {
  it('needs nothing to be set', () => {
    const config = readConfig({})
    expect(config).toMatchObject({ host: '127.0.0.1', port: 4320, otlpPort: 4318, grpcPort: 4317, warnings: [] })
    expect(config.dataFolder).toBe(resolve('.vitrine'))
    expect(config.maxBodyBytes).toBe(20 * 2 ** 20)
    expect(config.key).toBeUndefined()
    expect(config.corsOrigins).toEqual([])
  })

  it.each([
    ['VITRINE_PORT', '8080', { port: 8080 }],
    ['VITRINE_OPEN', '0', { opensBrowser: false }],
    ['VITRINE_KEYLESS', 'off', { allowsKeyless: false }],
    ['VITRINE_QUEUE_MAX_BYTES', '1.5 GiB', { queueMaxBytes: 1.5 * 2 ** 30 }],
    ['VITRINE_MAX_BODY_BYTES', '2048', { maxBodyBytes: 2048 }],
    [
      'VITRINE_CORS_ORIGINS',
      'https://a.example, http://localhost:3000',
      { corsOrigins: ['https://a.example', 'http://localhost:3000'] },
    ],
    ['CLICKHOUSE_URL', 'http://db:8123', { clickhouseUrl: 'http://db:8123' }],
    ['VITRINE_PROJECT', '', { projectName: 'default' }],
    ['KAFKA_BROKERS', 'k1:9092, k2:9092', { kafkaBrokers: ['k1:9092', 'k2:9092'] }],
    [
      'KAFKA_OTLP_TOPICS',
      'otlp_spans:otlp_json:shop',
      { kafkaOtlpTopics: [{ topic: 'otlp_spans', contentType: 'json', protocol: 'otlp_traces', project: 'shop' }] },
    ],
  ])('reads %s=%s', (name, value, expected) => {
    expect(readConfig({ [name]: value })).toMatchObject(expected)
  })

  it.each([
    [{ VITRINE_PORT: '70000' }, 'cannot use VITRINE_PORT: a port is a number from 0 to 65535; got "70000"'],
    [{ VITRINE_OPEN: 'maybe' }, 'cannot use VITRINE_OPEN: use 1 or 0; got "maybe"'],
    [{ VITRINE_QUEUE_MAX_BYTES: 'lots' }, 'a size looks like 20MiB'],
    [{ KAFKA_BROKERS: 'kafka://k1:9092' }, 'brokers look like kafka-1:9092'],
    [{ KAFKA_OTLP_TOPICS: 'otlp_spans:avro:shop' }, 'a topic looks like otlp_spans:otlp_proto:default'],
    [{ KAFKA_SASL_MECHANISM: 'kerberos' }, 'one of plain, scram-sha-256'],
    [{ KAFKA_SASL_MECHANISM: 'PLAIN' }, 'without KAFKA_SASL_USERNAME'],
    [{ CLICKHOUSE_URL: 'clickhouse:8123' }, 'cannot use CLICKHOUSE_URL'],
    [{ VITRINE_PUBLIC_KEY: PUBLIC_KEY }, 'cannot use VITRINE_PUBLIC_KEY without VITRINE_KEY'],
    [{ VITRINE_KEY: KEY, VITRINE_PUBLIC_KEY: KEY }, 'the same text'],
    [{ VITRINE_PORT: '4318' }, 'one port for two doors'],
    [{ VITRINE_CORS_ORIGINS: 'app.example.com' }, 'an origin looks like'],
    [{ VITRINE_LOG_LEVEL: 'loud' }, 'one of trace, debug'],
    [{ VITRINE_MAX_INFLATED_BYTES: '1MiB' }, 'below VITRINE_MAX_BODY_BYTES'],
  ])('refuses %j in one line', (env, line) => {
    const error = caught(() => readConfig(env))
    expect(error.lines).toHaveLength(1)
    expect(error.message).toContain(line)
  })

  it('takes a secret key without its public one, which is then made', () => {
    expect(readConfig({ VITRINE_KEY: KEY })).toMatchObject({ key: KEY, publicKey: undefined })
  })

  it('never repeats a secret', () => {
    const error = caught(() => readConfig({ VITRINE_KEY: 'hunter2', VITRINE_PUBLIC_KEY: PUBLIC_KEY }))
    expect(error.message).toContain('VITRINE_KEY')
    expect(error.message).toContain('7 characters')
    expect(error.message).not.toContain('hunter2')
  })

  it('warns of a name that nobody reads and says which was meant', () => {
    expect(readConfig({ VITRINE_PROT: '1', VITRINE_SOMETHING_ELSE: 'x', PATH: '/bin' }).warnings).toEqual([
      'nobody reads VITRINE_PROT; did you mean VITRINE_PORT?',
      'nobody reads VITRINE_SOMETHING_ELSE',
    ])
  })

  it('describes every variable once', () => {
    const names = describeConfig().map((row) => row.env)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toContain('VITRINE_DATA')
  })
})

function caught(run: () => unknown): ConfigError {
  try {
    run()
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('nothing was refused')
}
