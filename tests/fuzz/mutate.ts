/** Bodies that a broken or hostile client might send: made from good ones by a seeded generator. */
import zlib from 'node:zlib'

export interface Attack {
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly isChunked: boolean
  readonly path: string
}

export interface Seed {
  readonly body: Buffer
  readonly contentType: string
}

/** mulberry32: the same seed gives the same ten thousand bodies. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export function nextAttack(random: () => number, seeds: readonly Seed[]): Attack {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const below = (bound: number) => Math.floor(random() * bound)
  const seed = pick(seeds)
  const mutated = mutate(seed, random, below)
  const packed = pack(mutated, pick(['none', 'none', 'gzip', 'gzip', 'deflate', 'broken', 'lie', 'bomb']), below)
  const lies = random() < 0.05
  return {
    body: packed.body,
    headers: {
      'content-type': lies ? pick(['application/json', 'application/x-protobuf', 'text/plain', '']) : seed.contentType,
      ...packed.headers,
      ...(random() < 0.03 ? { authorization: pick(['Bearer x', 'Basic !!!', 'Bearer', '', '\u00ff']) } : {}),
      ...(random() < 0.02 ? { origin: pick(['null', 'https://evil.example', '::', '']) } : {}),
    },
    isChunked: random() < 0.3,
    path: pick(['/v1/traces', '/v1/traces', '/v1/traces', '/v1/logs', '/v1/metrics', '/api/public/otel/v1/traces']),
  }
}

function mutate(seed: Seed, random: () => number, below: (bound: number) => number): Buffer {
  const kind = random()
  if (kind < 0.08) return nested(seed.contentType, 1 + below(60_000))
  if (kind < 0.12) return noise(below(3000), below)
  let body: Buffer = Buffer.from(seed.body)
  for (let times = 1 + below(8); times > 0; times--) body = mutateOnce(body, random(), below)
  return body
}

function mutateOnce(body: Buffer, kind: number, below: (bound: number) => number): Buffer {
  if (body.length === 0) return body
  const at = below(body.length)
  if (kind < 0.4) body[at] = (body[at] ?? 0) ^ (1 << below(8))
  else if (kind < 0.55) body[at] = below(256)
  else if (kind < 0.7) return body.subarray(0, at)
  else if (kind < 0.8) return Buffer.concat([body.subarray(0, at), body.subarray(at + 1 + below(16))])
  else if (kind < 0.9) return Buffer.concat([body.subarray(0, at), noise(1 + below(16), below), body.subarray(at)])
  else {
    // A piece of it once more, somewhere else: fields in wrong places and twice.
    const from = below(body.length)
    return Buffer.concat([body.subarray(0, at), body.subarray(from, from + below(200)), body.subarray(at)])
  }
  return body
}

function noise(length: number, below: (bound: number) => number): Buffer {
  return Buffer.from(Array.from({ length }, () => below(256)))
}

/** Deep nesting, whole or cut short: parsers that recurse run out of stack here. */
function nested(contentType: string, depth: number): Buffer {
  if (contentType === 'application/json') {
    const value = '{"arrayValue":{"values":['
    const close = ']}}'
    const inner = value.repeat(depth) + (depth % 2 === 0 ? close.repeat(depth) : '')
    const end = depth % 2 === 0 ? '}]}]}]}]}' : ''
    const span = '{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"k","value":'
    return Buffer.from(depth % 3 === 0 ? '['.repeat(depth) : span + inner + end)
  }
  // AnyValue.array_value.values, each holding the next.
  let bytes: Buffer = Buffer.alloc(0)
  for (let level = 0; level < Math.min(depth, 2000); level++) {
    bytes = lengthField(1, lengthField(5, bytes))
  }
  const attribute = lengthField(9, Buffer.concat([lengthField(1, Buffer.from('k')), lengthField(2, bytes)]))
  return lengthField(1, lengthField(2, lengthField(2, attribute)))
}

function lengthField(field: number, bytes: Buffer): Buffer {
  const length: number[] = []
  for (let rest = bytes.length; ; rest >>>= 7) {
    if (rest < 128) {
      length.push(rest)
      break
    }
    length.push((rest & 127) | 128)
  }
  return Buffer.concat([Buffer.from([(field << 3) | 2, ...length]), bytes])
}

function pack(body: Buffer, how: string, below: (bound: number) => number) {
  const as = (encoding: string, packed: Buffer) => ({ body: packed, headers: { 'content-encoding': encoding } })
  if (how === 'gzip') return as('gzip', zlib.gzipSync(body, { level: 1 }))
  if (how === 'deflate') return as('deflate', zlib.deflateSync(body, { level: 1 }))
  if (how === 'broken') {
    const packed = zlib.gzipSync(body, { level: 1 })
    const at = below(packed.length)
    packed[at] = (packed[at] ?? 0) ^ (1 << below(8))
    return as('gzip', below(2) === 0 ? packed : packed.subarray(0, at))
  }
  if (how === 'lie') return as(['gzip', 'deflate', 'zstd', 'br', 'gzip, gzip', 'x'][below(6)] ?? 'x', body)
  // Rare, since each costs milliseconds: a little that becomes a lot.
  if (how === 'bomb' && below(20) === 0) return as('gzip', BOMB)
  return { body, headers: {} }
}

/** 200 MiB of nothing, as twenty members of one gzip. */
const BOMB = Buffer.concat(Array<Buffer>(20).fill(zlib.gzipSync(Buffer.alloc(10 * 2 ** 20))))
