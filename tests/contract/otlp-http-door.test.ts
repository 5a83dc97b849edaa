import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'
import zlib from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { transcodeTraces } from '../../collector/src/decode/json-traces.ts'
import type { Envelope } from '../../collector/src/queue/queue.ts'
import {
  DOOR_ADMIN_KEY,
  DOOR_KEY,
  DOOR_PUBLIC_KEY,
  type Door,
  type DoorOptions,
  OTHER_PUBLIC_KEY,
  openDoor,
  type PostOptions,
} from '../support/door.ts'
import { otlpBody } from '../support/otlp.ts'
import { sharedData } from '../support/product.ts'

const BODY = otlpBody([{ name: 'one' }, { name: 'two' }])
const PROTOBUF = Buffer.from(transcodeTraces(Buffer.from(BODY)).bytes)
const AS_PROTOBUF = { 'content-type': 'application/x-protobuf' }
const KEYLESS = { authorization: undefined }
/** Made by the reference encoder from "{}" padded with blanks, so that a machine without zstd can check. */
const data = sharedData()

let door: Door
afterEach(() => door.close())
const open = async (options?: DoorOptions) => {
  door = await openDoor(options)
}
const queued = (): Promise<readonly Envelope[]> => door.queue.pull({ maxSpans: 1e6, maxBytes: 1e9, waitMs: 0 })

describe('a body that is taken', () => {
  it.each([
    ['JSON', BODY, {}],
    ['protobuf', PROTOBUF, AS_PROTOBUF],
    ['JSON with a charset', BODY, { 'content-type': 'application/json; charset=utf-8' }],
    ['gzip', zlib.gzipSync(BODY), { 'content-encoding': 'gzip' }],
    ['gzip of protobuf', zlib.gzipSync(PROTOBUF), { ...AS_PROTOBUF, 'content-encoding': 'gzip' }],
    ['deflate', zlib.deflateSync(BODY), { 'content-encoding': 'deflate' }],
    ['deflate without its frame', zlib.deflateRawSync(BODY), { 'content-encoding': 'deflate' }],
    ['zstd', zstdStored(Buffer.from(BODY)), { 'content-encoding': 'zstd' }],
  ])('is queued as it came: %s', async (_, body, headers) => {
    await open()
    for (const isChunked of [false, true]) {
      const answer = await door.post(body, { headers: { ...headers, 'user-agent': 'otel/1.2 more' }, isChunked })
      expect(answer).toMatchObject({ status: 200 })
      const [envelope] = await queued()
      expect(Buffer.compare(Buffer.from(envelope?.payload ?? []), Buffer.from(body))).toBe(0)
      const inflated = Buffer.from(envelope?.inflated ?? [])
      expect(inflated.length).toBe(envelope?.headers.inflatedBytes)
      expect([BODY, PROTOBUF.toString('latin1')]).toContain(inflated.toString(inflated[0] === 0x7b ? 'utf8' : 'latin1'))
      const wanted = { projectId: 'default~1', keyId: 'k1', spanCount: 2, sdk: 'otel/1.2', protocol: 'otlp_traces' }
      expect(envelope?.headers).toMatchObject(wanted)
    }
    expect(door.inFlightBytes()).toBe(0)
  })

  it('is answered in its own encoding', async () => {
    await open()
    const json = await door.post(BODY)
    expect(json.headers['content-type']).toBe('application/json')
    expect(json.body.toString()).toBe('{}')
    const protobuf = await door.post(PROTOBUF, { headers: AS_PROTOBUF })
    expect(protobuf.headers['content-type']).toBe('application/x-protobuf')
    expect(protobuf.body).toHaveLength(0)
  })

  it('may be empty, and nothing is queued then', async () => {
    await open()
    const bodies = ['', '{}', '{"resourceSpans":[]}']
    for (const body of bodies) expect(await door.post(body)).toMatchObject({ status: 200 })
    expect(await door.post('', { headers: AS_PROTOBUF })).toMatchObject({ status: 200 })
    expect(await door.post(zlib.gzipSync(''), { headers: { 'content-encoding': 'gzip' } })).toMatchObject({
      status: 200,
    })
    expect(await queued()).toEqual([])
  })

  it.each([
    ['/v1/traces/'],
    ['/v1/traces?x=1'],
    ['/api/public/otel/v1/traces'],
    ['/api/v1/otel/v1/traces'],
    ['/otel/v1/traces'],
    ['/api/public/otel'],
  ])('may come by %s', async (where) => {
    await open()
    expect(await door.post(BODY, { path: where })).toMatchObject({ status: 200 })
    expect(await queued()).toHaveLength(1)
  })

  it('queues logs and only counts metrics', async () => {
    await open()
    const log = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: 'x' } }] }] }] }
    const metric = { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'm', gauge: { dataPoints: [{}] } }] }] }] }
    expect(await door.post(JSON.stringify(log), { path: '/v1/logs' })).toMatchObject({ status: 200 })
    expect(await door.post(JSON.stringify(metric), { path: '/v1/metrics' })).toMatchObject({ status: 200 })
    expect((await queued()).map((envelope) => envelope.headers.protocol)).toEqual(['otlp_logs'])
    expect(await door.post('{', { path: '/v1/metrics' })).toMatchObject({ status: 400 })
  })

  it.each([
    ['JSON', BODY, {}],
    ['protobuf', PROTOBUF, AS_PROTOBUF],
  ])('sends spans in %s away from the paths of others, and names theirs', async (_, body, headers) => {
    await open()
    for (const path of ['/v1/logs', '/v1/metrics']) {
      const answer = await door.post(body, { headers, path })
      expect(answer.status).toBe(400)
      expect(answer.body.toString()).toContain('send it to /v1/traces')
    }
    expect(await queued()).toEqual([])
  })
})

describe('a bad span among good ones', () => {
  const mixed = otlpBody([{ name: 'good' }, { name: 'bad', traceId: 'xyz' }])

  it('is named in partial_success, and the body is queued whole', async () => {
    await open()
    const answer = await door.post(mixed)
    expect(answer.status).toBe(200)
    const { partialSuccess } = JSON.parse(answer.body.toString())
    expect(partialSuccess.rejectedSpans).toBe('1')
    expect(partialSuccess.errorMessage).toContain('#1 bad_trace_id')
    expect((await queued())[0]?.headers.spanCount).toBe(2)
  })

  it('is told in protobuf to those who speak it', async () => {
    await open()
    const answer = await door.post(transcodeTraces(Buffer.from(mixed)).bytes, { headers: AS_PROTOBUF })
    expect(answer.status).toBe(200)
    // partial_success = 1 { rejected_spans = 1: 1, error_message = 2: … }
    expect([answer.body[0], answer.body[2], answer.body[3], answer.body[4]]).toEqual([0x0a, 0x08, 1, 0x12])
    expect(answer.body.toString()).toContain('bad_trace_id')
  })

  it('does not keep a body of bad spans alone from the queue', async () => {
    await open()
    const answer = await door.post(otlpBody([{ traceId: '00' }, { spanId: '' }]))
    expect(JSON.parse(answer.body.toString()).partialSuccess.rejectedSpans).toBe('2')
    expect(await queued()).toHaveLength(1)
  })
})

describe('a body that is refused', () => {
  const bomb = zlib.gzipSync(Buffer.alloc(3_000_000))
  const rows: [string, string | Uint8Array, PostOptions, number][] = [
    ['not JSON', '{"resourceSpans":', {}, 400],
    ['JSON of another shape', '{"resourceSpans": 7}', {}, 400],
    ['logs where traces go', '{"resourceLogs": []}', {}, 400],
    ['traces where logs go', BODY, { path: '/v1/logs' }, 400],
    ['traces where metrics go', BODY, { path: '/v1/metrics' }, 400],
    ['not protobuf', Buffer.from([0x0a, 0xff, 0xff, 0xff, 0x0f, 1]), { headers: AS_PROTOBUF }, 400],
    ['not gzip', BODY, { headers: { 'content-encoding': 'gzip' } }, 400],
    ['half a gzip', zlib.gzipSync(BODY).subarray(0, 60), { headers: { 'content-encoding': 'gzip' } }, 400],
    ['not zstd', BODY, { headers: { 'content-encoding': 'zstd' } }, 400],
    ['too large as sent', Buffer.alloc(1_100_000), {}, 413],
    ['too large as sent, in chunks', Buffer.alloc(1_100_000), { isChunked: true }, 413],
    ['too large once inflated', bomb, { headers: { 'content-encoding': 'gzip' } }, 413],
    ['too large once inflated, zstd', zstdBomb(3_000_000), { headers: { 'content-encoding': 'zstd' } }, 413],
    ['of no type', BODY, { headers: { 'content-type': undefined } }, 415],
    ['of a foreign type', BODY, { headers: { 'content-type': 'text/plain' } }, 415],
    ['in a foreign encoding', BODY, { headers: { 'content-encoding': 'br' } }, 415],
    ['in two encodings', BODY, { headers: { 'content-encoding': 'gzip, gzip' } }, 415],
    ['by GET', '', { method: 'GET' }, 405],
    ['by PUT', BODY, { method: 'PUT' }, 405],
  ]
  it.each(rows)('gets its status: %s', async (_, body, options, status) => {
    await open({ maxBodyBytes: 1_000_000, maxInflatedBytes: 2_000_000 })
    const answer = await door.post(body, options)
    expect(answer.status).toBe(status)
    expect(await queued()).toEqual([])
    expect(door.refusals().map(({ status, count }) => ({ status, count }))).toEqual([{ status, count: 1 }])
    expect(door.inFlightBytes()).toBe(0)
    if (status === 405) expect(answer.headers.allow).toBe('POST, OPTIONS')
  })

  it('says why in the encoding of the request', async () => {
    await open()
    const json = await door.post('{')
    expect(JSON.parse(json.body.toString())).toMatchObject({ code: 3, message: expect.stringContaining('cannot read') })
    const protobuf = await door.post(Buffer.from([7]), { headers: AS_PROTOBUF })
    expect(protobuf.headers['content-type']).toBe('application/x-protobuf')
    // google.rpc.Status { code = 1: 3, message = 2: … }
    expect([...protobuf.body.subarray(0, 3)]).toEqual([0x08, 3, 0x12])
  })

  it('leaves the connection to those who come after it', async () => {
    await open({ maxBodyBytes: 1000 })
    expect(await door.post(Buffer.alloc(500_000))).toMatchObject({ status: 413 })
    expect(await door.post(BODY.slice(0, 10))).toMatchObject({ status: 400 })
  })
})

describe('when nothing more can be kept', () => {
  it('answers 429 with a time to come back, and keeps nothing', async () => {
    await open()
    door.isFull.value = true
    const answer = await door.post(BODY)
    expect(answer.status).toBe(429)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect(await queued()).toEqual([])
    door.isFull.value = false
    expect(await door.post(BODY)).toMatchObject({ status: 200 })
  })

  it('answers 429 when the queue itself is full', async () => {
    await open({ queueMaxBytes: BODY.length + 700 })
    expect(await door.post(BODY)).toMatchObject({ status: 200 })
    const answer = await door.post(BODY)
    expect(answer.status).toBe(429)
    expect(answer.headers['retry-after']).toBe('2')
    expect(door.refusals()).toMatchObject([{ projectId: 'default~1', status: 429, count: 1 }])
  })

  it('answers 429 when too many bodies are in memory', async () => {
    await open({ maxInFlightBytes: 500 })
    expect(await door.post(BODY)).toMatchObject({ status: 429 })
    expect(door.inFlightBytes()).toBe(0)
  })

  it('answers 503 when the queue cannot write', async () => {
    await open()
    await door.queue.close()
    const answer = await door.post(BODY)
    expect(answer.status).toBe(503)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect(door.logged.join()).toContain('queue_closed')
  })
})

describe('who may send', () => {
  const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  it.each([
    ['Bearer', { authorization: `Bearer ${DOOR_KEY}` }],
    ['bearer in lower case', { authorization: `bearer ${DOOR_KEY}` }],
    ['Basic pair', { authorization: basic(DOOR_PUBLIC_KEY, DOOR_KEY) }],
    ['x-api-key', { authorization: undefined, 'x-api-key': DOOR_KEY }],
    ['api_key', { authorization: undefined, api_key: DOOR_KEY }],
    ['bare token', { authorization: DOOR_KEY }],
  ])('a key as %s goes to its project', async (_, headers) => {
    await open({ keys: { keylessProject: () => undefined } })
    expect(await door.post(BODY, { headers })).toMatchObject({ status: 200 })
    expect((await queued())[0]?.headers.projectId).toBe('default~1')
  })

  it.each([
    ['a wrong key, even on the loopback', { authorization: 'Bearer wrong-key-000000000' }, 401, null, 'wron'],
    ['a removed key of ours', { authorization: 'Bearer vt_sk_0123456789abcdef' }, 401, null, 'vt_sk_012345'],
    ['half a pair', { authorization: basic('somebody', DOOR_KEY) }, 401, 'default~1', undefined],
    ['a pair of two projects', { authorization: basic(OTHER_PUBLIC_KEY, DOOR_KEY) }, 401, 'default~1', undefined],
    ['an unknown scheme', { authorization: 'Digest abc' }, 401, null, undefined],
    ['a public key alone', { authorization: `Bearer ${DOOR_PUBLIC_KEY}` }, 403, 'default~1', undefined],
    ['the admin key', { authorization: `Bearer ${DOOR_ADMIN_KEY}` }, 403, null, undefined],
  ])('refuses %s', async (_, headers, status, projectId, keyPrefix) => {
    await open()
    expect(await door.post(BODY, { headers })).toMatchObject({ status })
    expect(await queued()).toEqual([])
    const [refusal] = door.refusals()
    expect(refusal).toMatchObject({ projectId, status })
    expect(refusal?.keyPrefix).toBe(keyPrefix)
  })

  it('takes spans without a key on the loopback', async () => {
    await open()
    expect(await door.post(BODY, { headers: { ...KEYLESS, host: 'localhost:4318' } })).toMatchObject({ status: 200 })
    expect((await queued())[0]?.headers).toMatchObject({ projectId: 'first~1', keyId: 'keyless' })
  })

  it.each([
    ['a rebound host', { host: 'evil.example:4318' }, 401],
    ['a foreign page', { origin: 'https://evil.example' }, 403],
    ['a page without origin', { origin: 'null' }, 403],
    ['a proxy', { 'x-forwarded-for': '10.0.0.1' }, 401],
    ['a form', { 'content-type': 'text/plain' }, 415],
  ])('but not from %s', async (_, headers, status) => {
    await open()
    expect(await door.post(BODY, { headers: { ...KEYLESS, ...headers } })).toMatchObject({ status })
    expect(await queued()).toEqual([])
  })

  it('and not when that is switched off', async () => {
    await open({ keys: { keylessProject: () => undefined } })
    expect(await door.post(BODY, { headers: KEYLESS })).toMatchObject({ status: 401 })
  })
})

describe('pages of other origins', () => {
  const origin = 'https://app.example'
  const preflight = { method: 'OPTIONS', headers: { ...KEYLESS, origin, 'access-control-request-method': 'POST' } }

  it('may send when they are on the list, with a key', async () => {
    await open({ corsOrigins: [origin] })
    const asked = await door.post('', preflight)
    expect(asked.status).toBe(204)
    expect(asked.headers).toMatchObject({ 'access-control-allow-origin': origin, vary: 'Origin' })
    expect(asked.headers['access-control-allow-headers']).toContain('authorization')
    const sent = await door.post(BODY, { headers: { origin } })
    expect(sent).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': origin } })
    expect(await door.post(BODY, { headers: { ...KEYLESS, origin } })).toMatchObject({ status: 401 })
  })

  it('are refused otherwise, the preflight too', async () => {
    await open()
    const asked = await door.post('', preflight)
    expect(asked.status).toBe(403)
    expect(asked.headers['access-control-allow-origin']).toBeUndefined()
    expect(await door.post(BODY, { headers: { origin } })).toMatchObject({ status: 403 })
  })
})

describe('a client that goes away', () => {
  it('leaves nothing behind', async () => {
    await open()
    const socket = connect(door.port, '127.0.0.1')
    const head = `POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n`
    await new Promise<void>((resolve) => socket.write(`${head}{"resource`, () => resolve()))
    await expect.poll(() => door.inFlightBytes()).toBeGreaterThan(0)
    socket.destroy()
    await expect.poll(() => door.inFlightBytes()).toBe(0)
    expect(await queued()).toEqual([])
  })
})

const captures = data === undefined ? undefined : path.join(data, 'captures/otlp')
if (captures === undefined) console.warn('shared data is not there: the wire captures are not tried')

describe.skipIf(captures === undefined)('the wire captures', () => {
  it('are all taken, none of their spans rejected', async () => {
    await open()
    const files = readdirSync(captures ?? '').filter((name) => /^wire-.*\.(json|bin)$/.test(name))
    expect(files.length).toBeGreaterThan(10)
    for (const name of files) {
      const body = readFileSync(path.join(captures ?? '', name))
      const headers = name.endsWith('.bin') ? AS_PROTOBUF : {}
      const answer = await door.post(body, { headers })
      expect({ name, status: answer.status, body: answer.body.toString() }).toEqual({
        name,
        status: 200,
        body: name.endsWith('.bin') ? '' : '{}',
      })
    }
    expect(await queued()).toHaveLength(files.length)
  })
})

/** A zstd frame of raw blocks: what an encoder writes for bytes that do not shrink. */
function zstdStored(bytes: Buffer): Buffer {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0])
  header.writeUInt32LE(bytes.length, 5)
  const block = Buffer.alloc(3)
  block.writeUIntLE((bytes.length << 3) | 1, 0, 3)
  return Buffer.concat([header, block, bytes])
}

/** A zstd frame that does not say its size, of blocks that repeat one byte 128 KiB times. */
function zstdBomb(bytes: number): Buffer {
  const blocks = Math.ceil(bytes / 131_072)
  const parts = Array.from({ length: blocks }, (_, index) => {
    const block = Buffer.alloc(4)
    block.writeUIntLE((131_072 << 3) | (1 << 1) | (index === blocks - 1 ? 1 : 0), 0, 3)
    return block
  })
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x50]), ...parts])
}
