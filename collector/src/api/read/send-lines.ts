import { once } from 'node:events'
import type { Response } from 'express'

/** NDJSON: the first line decides whether there is an error answer; after it, the reader sets the pace. */
export async function sendLines(response: Response, lines: AsyncIterable<unknown>): Promise<void> {
  let hasBegun = false
  for await (const line of lines) {
    if (!hasBegun) {
      hasBegun = true
      response.setHeader('content-type', 'application/x-ndjson; charset=utf-8')
      response.setHeader('cache-control', 'no-store')
    }
    if (!response.write(`${JSON.stringify(line)}\n`) && !response.destroyed) {
      await Promise.race([once(response, 'drain'), once(response, 'close')])
    }
    if (response.destroyed) return
  }
  response.end()
}
