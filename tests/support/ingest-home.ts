/** The writer on a real queue, dead letter and embedded store in a folder of its own, without doors. */
import path from 'node:path'
import type { Arriving } from '../../collector/src/base/arriving.ts'
import { systemClock } from '../../collector/src/base/clock.ts'
import { createLogger } from '../../collector/src/base/log.ts'
import { createMetrics } from '../../collector/src/base/metrics.ts'
import type { ProjectRules } from '../../collector/src/derive.ts'
import type { PriceBookFile } from '../../collector/src/enrich/price-book.ts'
import { createIngest, type Ingest } from '../../collector/src/ingest.ts'
import { createEmbeddedQueue } from '../../collector/src/queue/embedded.ts'
import { createEmbeddedDeadLetter } from '../../collector/src/queue/embedded-dead-letter.ts'
import type { EnvelopeHeaders, Queue } from '../../collector/src/queue/queue.ts'
import { createFolderBlobs } from '../../collector/src/store/blobs.ts'
import { createChdbStore } from '../../collector/src/store/chdb.ts'
import { migrate } from '../../collector/src/store/migrate.ts'
import type { Store } from '../../collector/src/store/store.ts'
import { tempFolder } from './product.ts'

export interface IngestHome {
  readonly store: Store
  readonly queue: Queue
  readonly deadLetter: ReturnType<typeof createEmbeddedDeadLetter>
  readonly blobs: ReturnType<typeof createFolderBlobs>
  readonly ingest: Ingest
  /** Appends a JSON body; `spans` is the count that the door would have written. */
  send(body: string, headers?: Partial<EnvelopeHeaders> & { spanCount?: number }): Promise<void>
  /** Works off everything that waits, and stops. */
  drain(): Promise<void>
  close(): Promise<void>
}

export const PROJECT = 'default~1'

export interface IngestHomeOptions {
  readonly prices?: PriceBookFile
  readonly rulesOf?: (projectId: string) => ProjectRules
  readonly wrapStore?: (store: Store) => Store
  readonly arriving?: Arriving
}

const NO_PRICES: PriceBookFile = { version: 'none', sources: [], columns: [], providers: [] }

export async function openIngestHome(options: IngestHomeOptions = {}): Promise<IngestHome> {
  const folder = tempFolder('ingest-')
  const at = (name: string) => path.join(folder.path, name)
  const store = await createChdbStore({ path: at('store'), readSessions: 2 })
  await migrate(store)
  const queue = createEmbeddedQueue({ path: at('queue'), maxBytes: 2 ** 30 })
  const deadLetter = createEmbeddedDeadLetter({ path: at('dead-letter'), maxBytes: 2 ** 28 })
  const blobs = createFolderBlobs(at('blobs'))
  const parts = { queue, deadLetter, store: options.wrapStore?.(store) ?? store, blobs }
  const ingest = ingestOn(parts, options)
  return {
    store,
    queue,
    deadLetter,
    blobs,
    ingest,
    send: async (body, headers = {}) => {
      const payload = Buffer.from(body)
      await queue.append({
        payload,
        headers: {
          projectId: PROJECT,
          protocol: 'otlp_traces',
          contentType: 'json',
          contentEncoding: 'identity',
          spanCount: spansIn(body),
          deliveryId: 'test',
          receivedMs: Date.now(),
          keyId: 'k1',
          sdk: 'test',
          inflatedBytes: payload.length,
          ...headers,
        },
      })
    },
    drain: () => drainWith(ingest),
    close: async () => {
      await queue.close()
      await deadLetter.close()
      await store.close()
      folder.remove()
    },
  }
}

type Parts = Pick<IngestHome, 'queue' | 'deadLetter' | 'store' | 'blobs'>

/** Another writer on the same parts, as after a restart, works off what waits. */
export async function drainAgain(home: Parts): Promise<void> {
  await drainWith(ingestOn(home, {}))
}

async function drainWith(ingest: Ingest): Promise<void> {
  ingest.start()
  await ingest.stop({ deadlineMs: 50_000 })
}

function ingestOn({ queue, deadLetter, store, blobs }: Parts, options: IngestHomeOptions): Ingest {
  return createIngest({
    queue,
    deadLetter,
    store,
    blobs,
    clock: systemClock,
    log: createLogger({ level: 'silent' }),
    metrics: createMetrics(),
    prices: options.prices ?? NO_PRICES,
    ...(options.rulesOf === undefined ? {} : { rulesOf: options.rulesOf }),
    ...(options.arriving === undefined ? {} : { arriving: options.arriving }),
  })
}

function spansIn(body: string): number {
  return body.match(/"startTimeUnixNano"/g)?.length ?? 0
}
