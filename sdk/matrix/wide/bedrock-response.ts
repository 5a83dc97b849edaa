/** Bedrock's wire: a fetch response as its client's handler gives it, and the binary framing of its event streams. */
import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import type { Fetch, Script } from '../scripted-fetch.ts'

const require = createRequire(import.meta.url)

/** The newest, and two that are older; all are of one major version. */
export const BEDROCKS = ['bedrock-600', 'bedrock-888', '@aws-sdk/client-bedrock-runtime']

/** The library, and a client of it that is answered by scripts. */
export function loadBedrock(name = '@aws-sdk/client-bedrock-runtime') {
  const sdk: typeof import('./node_modules/@aws-sdk/client-bedrock-runtime/dist-cjs/index.js') = require(
    `./node_modules/${name}`,
  )
  const client = (fetch: Fetch) =>
    new sdk.BedrockRuntimeClient({
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
      requestHandler: { handle: async () => ({ response: handlerResponse(await fetch('http://bedrock')) }) },
    }) as object
  return { sdk, client }
}

function handlerResponse(response: Response) {
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: Readable.fromWeb(response.body as never),
  }
}

/** application/vnd.amazon.eventstream: lengths, headers, payload, each part with its checksum. */
export function eventStream(events: readonly (readonly [type: string, payload: object])[]): Script {
  return { contentType: 'application/vnd.amazon.eventstream', body: Buffer.concat(events.map(frame)) }
}

function frame([type, payload]: readonly [string, object]): Buffer {
  const headers = Buffer.concat([
    header(':event-type', type),
    header(':content-type', 'application/json'),
    header(':message-type', 'event'),
  ])
  const body = Buffer.from(JSON.stringify(payload))
  const prelude = Buffer.alloc(8)
  prelude.writeUInt32BE(16 + headers.length + body.length, 0)
  prelude.writeUInt32BE(headers.length, 4)
  const start = Buffer.concat([prelude, checksum(prelude), headers, body])
  return Buffer.concat([start, checksum(start)])
}

function header(name: string, value: string): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(Buffer.byteLength(value))
  return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from([7]), length, Buffer.from(value)])
}

function checksum(bytes: Buffer): Buffer {
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(bytes))
  return sum
}
