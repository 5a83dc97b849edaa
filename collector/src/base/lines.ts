/** The lines of a stream of bytes, one in memory at a time; a line over the bound is passed over and reported. */
export interface StreamLine {
  /** From 0. */
  readonly index: number
  /** Without its line end; undefined when the line was over the bound. */
  readonly bytes: Buffer | undefined
  readonly sizeBytes: number
}

const NEWLINE = 0x0a

export async function* splitLines(stream: AsyncIterable<Buffer>, maxLineBytes: number): AsyncGenerator<StreamLine> {
  let pending: Buffer[] = []
  let sizeBytes = 0
  let index = 0
  const take = (): StreamLine => {
    const bytes = sizeBytes > maxLineBytes ? undefined : Buffer.concat(pending)
    const line = { index, bytes, sizeBytes }
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
  for await (const block of stream) {
    let from = 0
    for (let end = block.indexOf(NEWLINE, from); end !== -1; end = block.indexOf(NEWLINE, from)) {
      add(block.subarray(from, end))
      yield take()
      from = end + 1
    }
    if (from < block.length) add(block.subarray(from))
  }
  if (sizeBytes > 0) yield take()
}
