/**
 * A proxy before a broker that lets a record be stored and loses the answer: every n-th Produce request is passed on,
 * and when its response comes, the client's connection is closed instead. Requests and responses of the Kafka protocol
 * are told apart by their first fields alone.
 */
import { connect, createServer, type Server, type Socket } from 'node:net'

export interface CuttingProxy {
  readonly port: number
  /** 0: cut nothing. */
  cutOneIn(count: number): void
  readonly cuts: number
  close(): Promise<void>
}

const PRODUCE = 0

export async function startCuttingProxy(options: {
  readonly port: number
  readonly target: number
}): Promise<CuttingProxy> {
  let oneIn = 0
  let produced = 0
  let cuts = 0
  const sockets = new Set<Socket>()
  const server: Server = createServer((client) => {
    const broker = connect(options.target, '127.0.0.1')
    const doomed = new Set<number>()
    for (const [one, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
    const requests = frames((frame) => {
      if (frame.readInt16BE(4) === PRODUCE && oneIn > 0 && ++produced % oneIn === 0) doomed.add(frame.readInt32BE(8))
      broker.write(frame)
    })
    const responses = frames((frame) => {
      if (!doomed.has(frame.readInt32BE(4))) return void client.write(frame)
      cuts += 1
      client.destroy()
    })
    client.on('data', requests)
    broker.on('data', responses)
  })
  await new Promise<void>((resolve) => server.listen(options.port, '127.0.0.1', resolve))
  return {
    port: options.port,
    cutOneIn: (count) => {
      oneIn = count
    },
    get cuts() {
      return cuts
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Whole frames out of pieces: four bytes of size, then so many bytes. */
function frames(take: (frame: Buffer) => void): (piece: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  return (piece) => {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
      const size = 4 + rest.readInt32BE(0)
      take(rest.subarray(0, size))
      rest = rest.subarray(size)
    }
  }
}
