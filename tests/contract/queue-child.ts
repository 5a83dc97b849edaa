/** A process that is about to be killed: appends without end, or begins an attempt and says so. */
import { writeSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Queue } from '../../collector/src/queue/queue.ts'
import { record } from './queue-record.ts'

const [modulePath = '', where = '', job, first = '', second = ''] = process.argv.slice(2)
const opener: { openQueue(where: string): Promise<Queue> } = await import(pathToFileURL(modulePath).href)
const queue = await opener.openQueue(where)

if (job === 'attempt') {
  await queue.beginAttempt(0, Number(first), Number(second))
  writeSync(1, 'begun\n')
  setInterval(() => {}, 1000)
} else {
  await Promise.all(Array.from({ length: 8 }, (_, lane) => appendForever(`${first}-${lane}`)))
}

async function appendForever(lane: string): Promise<void> {
  for (let index = 0; ; index++) {
    const id = `${lane}-${index}`
    const { offset } = await queue.append(record({ deliveryId: id, payload: Buffer.from(id.repeat(1000)) }))
    // Synchronous, so that what was acknowledged is told before the kill can come.
    writeSync(1, `${offset} ${id}\n`)
  }
}
