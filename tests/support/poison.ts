import { type Product, type StartOptions, startProduct } from './product.ts'

/** A preload that kills the process as soon as a worker or the loop is handed bytes that hold the word. */
export const KILLER = `
import { Worker } from 'node:worker_threads'
const word = Buffer.from('KILL-THE-PROCESS')
const holds = (value, depth = 0) => {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).includes(word)
  if (depth > 6 || value === null || typeof value !== 'object') return false
  return Object.values(value).some((inner) => holds(inner, depth + 1))
}
const post = Worker.prototype.postMessage
Worker.prototype.postMessage = function (message, ...rest) {
  if (holds(message)) process.kill(process.pid, 'SIGKILL')
  return post.call(this, message, ...rest)
}
`

/** Starts the product again and again, as an orchestrator would, until one start gets through all that waits. */
export async function diesUntilDrained(options: StartOptions): Promise<Product> {
  let product = await startProduct({ ...options, noWait: true })
  for (let start = 0; start < 12; start += 1) {
    const survived = await Promise.race([
      product.stop('SIGCONT').then(() => false),
      product
        .drained({ timeoutMs: 120_000 })
        .then(() => true)
        .catch(() => false),
    ])
    if (survived) break
    product = await startProduct({ ...options, noWait: true })
  }
  return product
}
