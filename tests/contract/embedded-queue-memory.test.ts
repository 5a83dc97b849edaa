import { existsSync, readFileSync } from 'node:fs'
import { expect, it, vi } from 'vitest'
import { createEmbeddedQueue } from '../../collector/src/queue/embedded.ts'
import { tempFolder } from '../support/product.ts'
import { record } from './queue-record.ts'

vi.setConfig({ testTimeout: 60_000 })

const MIB = 2 ** 20
const BODIES = 96
const ALL = { maxSpans: 1e9, maxBytes: 4 * MIB, waitMs: 0 }

it.skipIf(!existsSync('/proc/self/smaps'))('does not keep a backlog in memory that was read and is gone', async () => {
  const folder = tempFolder('vitrine-map-')
  const queue = createEmbeddedQueue({ path: folder.path, maxBytes: 2 ** 30, freshMaxBytes: 0 })
  const bodyOf = (index: number) => Buffer.alloc(MIB, String.fromCharCode(32 + index))
  for (let index = 0; index < BODIES; index++) await queue.append(record({ payload: bodyOf(index) }))
  for (let next = 0; next < BODIES; ) {
    const pulled = await queue.pull(ALL)
    expect(pulled.length).toBeGreaterThan(0)
    for (const { offset, payload } of pulled) expect(Buffer.compare(payload, bodyOf(offset))).toBe(0)
    next += pulled.length
    // What is asked and appended meanwhile meets the same records.
    await Promise.all([queue.commit(0, next), queue.append(record()), queue.append(record())])
    expect(queue.stats().waitingRecords).toBeGreaterThan(0)
  }
  expect(mappedBytes(folder.path)).toBeLessThan(48 * MIB)
  await queue.close()
  folder.remove()
})

/** Pages of the file that are in this process's memory. */
function mappedBytes(path: string): number {
  let isOurs = false
  let kib = 0
  for (const line of readFileSync('/proc/self/smaps', 'utf8').split('\n')) {
    if (/^[0-9a-f]+-[0-9a-f]+ /.test(line)) isOurs = line.includes(path)
    else if (isOurs && line.startsWith('Rss:')) kib += Number(/\d+/.exec(line)?.[0])
  }
  return kib * 1024
}
