/**
 * The lines of a file, plain or gzipped, one in memory at a time. A line over the bound is passed over and reported,
 * so that one monster does not end the import.
 */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** The door inflates at most this much; a longer line could not be accepted. */
export const MAX_LINE_BYTES = 100 * 1024 * 1024

const NEWLINE = 0x0a

export interface FileLine {
  /** From 0. */
  readonly index: number
  /** Undefined when the line was over the bound. */
  readonly bytes: Buffer | undefined
  readonly sizeBytes: number
  /** How much of the file, as it lies on disk, was read so far. */
  readonly fileBytesRead: number
}

export interface ReadLinesOptions {
  readonly maxLineBytes?: number
}

export async function* readLines(file: string, options: ReadLinesOptions = {}): AsyncGenerator<FileLine> {
  const maxLineBytes = options.maxLineBytes ?? MAX_LINE_BYTES
  const source = createReadStream(file, { highWaterMark: 256 * 1024 })
  const stream = (await isGzip(file)) ? pipeline(source, createGunzip(), () => undefined) : source
  let pending: Buffer[] = []
  let sizeBytes = 0
  let index = 0
  const take = (): FileLine => {
    const bytes = sizeBytes > maxLineBytes ? undefined : Buffer.concat(pending)
    const line = { index, bytes, sizeBytes, fileBytesRead: source.bytesRead }
    pending = []
    sizeBytes = 0
    index += 1
    return line
  }
  const add = (part: Buffer): void => {
    sizeBytes += part.length
    if (sizeBytes > maxLineBytes) pending = []
    else pending.push(part)
  }
  try {
    for await (const chunk of stream) {
      const block = chunk as Buffer
      let from = 0
      for (let end = block.indexOf(NEWLINE, from); end !== -1; end = block.indexOf(NEWLINE, from)) {
        add(block.subarray(from, end))
        yield take()
        from = end + 1
      }
      if (from < block.length) add(block.subarray(from))
    }
    if (sizeBytes > 0) yield take()
  } finally {
    source.destroy()
  }
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await handle.close()
  }
}
