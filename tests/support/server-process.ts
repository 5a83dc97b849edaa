/** A server in a process of its own, and a network between it and the product, both to be broken at will. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createServer, connect as dial, type Socket } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Fault } from './clickhouse-front.ts'

const FRONT = path.join(path.dirname(fileURLToPath(import.meta.url)), 'clickhouse-front-process.ts')

export interface PlannedFault {
  readonly match: string
  readonly fault: Fault
  readonly times: number
}

export interface ServerProcess {
  kill(): Promise<void>
}

/** Resolves when it listens. */
export async function startServerProcess(folder: string, port: number, faults: readonly PlannedFault[] = []) {
  const args = ['--import', 'tsx', FRONT, folder, String(port), JSON.stringify(faults)]
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve())
    child.once('close', (code) => reject(new Error(`the server stopped with ${code} before it listened`)))
  })
  return {
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
  } satisfies ServerProcess
}

type Direction = 'both' | 'requests' | 'answers'

export interface Network {
  readonly port: number
  /** Lets nothing through any more, or one direction only: packets are lost, nobody is told. */
  part(direction?: Direction): void
  heal(): void
  close(): Promise<void>
}

/** `port`: 0 for any. */
export async function startNetwork(target: number, port = 0): Promise<Network> {
  const open = new Set<Socket>()
  let parted: Direction | undefined
  const server = createServer((near) => {
    open.add(near)
    near.on('error', () => {}).on('close', () => open.delete(near))
    if (parted !== undefined) return
    const far = dial(target, '127.0.0.1')
    open.add(far)
    far.on('error', () => near.destroy()).on('close', () => open.delete(far))
    near.on('close', () => far.destroy())
    near.on('data', (chunk) => parted === 'both' || parted === 'requests' || far.write(chunk))
    far.on('data', (chunk) => parted === 'both' || parted === 'answers' || near.write(chunk))
    far.on('end', () => near.end())
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    part: (direction = 'both') => {
      parted = direction
    },
    heal: () => {
      parted = undefined
      // What was sent into the dark is gone for good: both ends find out when their peer speaks again.
      for (const socket of open) socket.destroy()
    },
    close: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
