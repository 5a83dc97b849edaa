import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createEmbeddedQueue } from '../../collector/src/queue/embedded.ts'
import { describeQueue } from './queue-contract.ts'

describeQueue('the embedded queue', async () => {
  const where = await mkdtemp(join(tmpdir(), 'vitrine-queue-'))
  return {
    where,
    open: async (options = {}) => createEmbeddedQueue({ path: where, maxBytes: options.maxBytes ?? 2 ** 30 }),
    childModule: fileURLToPath(new URL('embedded-queue-home.ts', import.meta.url)),
    destroy: () => rm(where, { recursive: true, force: true }),
  }
})
