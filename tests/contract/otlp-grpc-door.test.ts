import { connect } from 'node:http2'
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { transcodeTraces } from '../../collector/src/decode/json-traces.ts'
import type { Envelope } from '../../collector/src/queue/queue.ts'
import { DOOR_KEY, DOOR_PUBLIC_KEY, type Door, openDoor } from '../support/door.ts'
import { otlpBody } from '../support/otlp.ts'

const TRACES = '/opentelemetry.proto.collector.trace.v1.TraceService/Export'
const LOGS = '/opentelemetry.proto.collector.logs.v1.LogsService/Export'
const METRICS = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export'
const asIs = (bytes: Buffer) => bytes
const protobuf = (json: string) => Buffer.from(transcodeTraces(Buffer.from(json)).bytes)
const BODY = protobuf(otlpBody([{ name: 'one' }, { name: 'two' }]))

describe('the gRPC door', () => {
  let door: Door
  let client: Client
  beforeEach(async () => {
    door = await openDoor({ maxBodyBytes: 2_000_000 })
    client = clientOf()
  })
  afterEach(async () => {
    client.close()
    await door.close()
  })
  const clientOf = (options = {}) =>
    new Client(`127.0.0.1:${door.grpcPort}`, credentials.createInsecure(), {
      'grpc.max_send_message_length': -1,
      ...options,
    })
  const queued = (): Promise<readonly Envelope[]> => door.queue.pull({ maxSpans: 1e6, maxBytes: 1e9, waitMs: 0 })

  function send(body: Buffer, headers: Record<string, string> = {}, path = TRACES, from = client) {
    const metadata = new Metadata()
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value)
    return new Promise<Buffer | ServiceError>((resolve) => {
      from.makeUnaryRequest(path, asIs, asIs, body, metadata, (error, answer) => {
        resolve(error ?? answer ?? Buffer.alloc(0))
      })
    })
  }

  it('queues a body as it came, uncompressed', async () => {
    expect(await send(BODY, { authorization: `Bearer ${DOOR_KEY}` })).toHaveLength(0)
    const [envelope] = await queued()
    expect(Buffer.compare(Buffer.from(envelope?.payload ?? []), BODY)).toBe(0)
    expect(envelope?.headers).toMatchObject({
      projectId: 'default~1',
      keyId: 'k1',
      protocol: 'otlp_traces',
      contentType: 'protobuf',
      contentEncoding: 'identity',
      spanCount: 2,
    })
    expect(envelope?.headers.sdk).toMatch(/^grpc-node-js\//)
  })

  it('takes gzip', async () => {
    const gzip = clientOf({ 'grpc.default_compression_algorithm': 2 })
    expect(await send(BODY, {}, TRACES, gzip)).toHaveLength(0)
    gzip.close()
    expect(Buffer.compare(Buffer.from((await queued())[0]?.payload ?? []), BODY)).toBe(0)
  })

  it('queues logs and only counts metrics', async () => {
    // resource_logs = 1 { scope_logs = 2 { log_records = 2 {} } }
    expect(await send(Buffer.from([0x0a, 4, 0x12, 2, 0x12, 0]), {}, LOGS)).toHaveLength(0)
    expect(await send(Buffer.from([0x0a, 4, 0x12, 2, 0x12, 0]), {}, METRICS)).toHaveLength(0)
    expect((await queued()).map((envelope) => envelope.headers.protocol)).toEqual(['otlp_logs'])
  })

  it('takes spans without a key on the loopback', async () => {
    expect(await send(BODY)).toHaveLength(0)
    expect((await queued())[0]?.headers).toMatchObject({ projectId: 'first~1', keyId: 'keyless' })
  })

  it('names a bad span in partial_success', async () => {
    const answer = await send(protobuf(otlpBody([{}, { traceId: 'xyz' }])))
    expect(answer.toString()).toContain('bad_trace_id')
    expect(await queued()).toHaveLength(1)
  })

  it.each([
    ['a wrong key', BODY, { authorization: 'Bearer wrong-key-000000000' }, status.UNAUTHENTICATED],
    ['a public key', BODY, { authorization: `Bearer ${DOOR_PUBLIC_KEY}` }, status.PERMISSION_DENIED],
    ['no key through a proxy', BODY, { 'x-forwarded-for': '10.0.0.1' }, status.UNAUTHENTICATED],
    ['no key through a proxy of another kind', BODY, { forwarded: 'for=10.0.0.1' }, status.UNAUTHENTICATED],
    ['what is not protobuf', Buffer.from([7]), {}, status.INVALID_ARGUMENT],
    ['what is too large', Buffer.alloc(2_100_000), {}, status.RESOURCE_EXHAUSTED],
  ])('refuses %s', async (_, body, headers, code) => {
    expect(await send(body, headers)).toMatchObject({ code })
    expect(await queued()).toEqual([])
  })

  it('tells a wrong key before the message has come, so that nothing is kept for strangers', async () => {
    const session = connect(`http://127.0.0.1:${door.grpcPort}`)
    const stream = session.request({
      ':method': 'POST',
      ':path': TRACES,
      'content-type': 'application/grpc',
      te: 'trailers',
      authorization: 'Bearer wrong-key-000000000',
    })
    const answered = new Promise((resolve) => stream.once('response', (headers) => resolve(headers['grpc-status'])))
    // A frame that promises a megabyte, and only its start.
    stream.write(Buffer.concat([Buffer.from([0, 0, 0x10, 0, 0]), Buffer.alloc(1000)]))
    expect(await answered).toBe(String(status.UNAUTHENTICATED))
    expect(door.refusals()).toMatchObject([{ projectId: null, keyPrefix: 'wron', status: 401, count: 1 }])
    session.destroy()
  })

  it('refuses a body that grows beyond the bound', async () => {
    const gzip = clientOf({ 'grpc.default_compression_algorithm': 2 })
    expect(await send(Buffer.alloc(2_100_000), {}, TRACES, gzip)).toMatchObject({ code: status.RESOURCE_EXHAUSTED })
    gzip.close()
  })

  it('says when to come back when nothing more can be kept', async () => {
    door.isFull.value = true
    const answer = await send(BODY)
    expect(answer).toMatchObject({ code: status.RESOURCE_EXHAUSTED })
    const details = answer instanceof Error ? answer.metadata.get('grpc-status-details-bin')[0] : undefined
    expect(details?.toString()).toContain('google.rpc.RetryInfo')
    expect(door.refusals()).toMatchObject([{ projectId: 'first~1', status: 429, count: 1 }])
  })

  it('answers UNAVAILABLE when the queue cannot write', async () => {
    await door.queue.close()
    expect(await send(BODY)).toMatchObject({ code: status.UNAVAILABLE })
  })
})
