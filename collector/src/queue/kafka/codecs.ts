/**
 * What other producers may have compressed. A kafkajs consumer that meets a codec that it does not have ends for good,
 * so all that Kafka knows are there. We read them and never write them: our bodies are compressed already.
 */
import kafkajs from 'kafkajs'
import { inflateZstd } from '../../base/inflate-zstd.ts'
import { decodeLz4 } from './lz4.ts'
import { decodeSnappy } from './snappy.ts'

/** A batch after inflation. Larger than any that our topics take, and a bound on what one lie may cost. */
const BATCH_MAX_BYTES = 256 * 2 ** 20

type Decoder = (bytes: Buffer) => Promise<Buffer> | Buffer

export function registerCodecs(): void {
  const { CompressionCodecs, CompressionTypes } = kafkajs
  CompressionCodecs[CompressionTypes.Snappy] = codecOf((bytes) => decodeSnappy(bytes, BATCH_MAX_BYTES))
  CompressionCodecs[CompressionTypes.LZ4] = codecOf((bytes) => decodeLz4(bytes, BATCH_MAX_BYTES))
  CompressionCodecs[CompressionTypes.ZSTD] = codecOf(decodeZstd)
}

function codecOf(decompress: Decoder) {
  return () => ({
    compress: () => Promise.reject(new Error('this codec is read here and never written')),
    decompress: async (bytes: Buffer) => await decompress(bytes),
  })
}

async function decodeZstd(bytes: Buffer): Promise<Buffer> {
  const inflated = await inflateZstd(bytes, BATCH_MAX_BYTES)
  if (inflated.kind !== 'ok') {
    throw new Error(`cannot read a zstd batch: ${inflated.kind === 'broken' ? inflated.why : 'it is too large'}`)
  }
  return Buffer.from(inflated.bytes.buffer, inflated.bytes.byteOffset, inflated.bytes.length)
}
