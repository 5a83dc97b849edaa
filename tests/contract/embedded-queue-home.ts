import { createEmbeddedQueue } from '../../collector/src/queue/embedded.ts'
import type { Queue } from '../../collector/src/queue/queue.ts'

/** How a child process opens the embedded queue of its parent. */
export async function openQueue(where: string): Promise<Queue> {
  return createEmbeddedQueue({ path: where, maxBytes: 2 ** 30 })
}
