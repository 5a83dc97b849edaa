/** The lines of a file, plain or gzipped, one in memory at a time; one monster of a line does not end the import. */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { type StreamLine, splitLines } from '../base/lines.ts'

/** The door inflates at most this much; a longer line could not be accepted. */
export const MAX_LINE_BYTES = 100 * 1024 * 1024

export interface FileLine extends StreamLine {
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
  try {
    for await (const line of splitLines(stream, maxLineBytes)) yield { ...line, fileBytesRead: source.bytesRead }
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
