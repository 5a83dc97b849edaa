/** Which database: the embedded engine in the data folder, or a server when one is configured; and what goes with it. */
import { join } from 'node:path'
import type { Clock } from './base/clock.ts'
import type { Log } from './base/log.ts'
import type { Metrics } from './base/metrics.ts'
import type { Config } from './config.ts'
import type { Refusals } from './receive/refusals.ts'
import { serverStoreOptions } from './server-store.ts'
import { type Blobs, createFolderBlobs } from './store/blobs.ts'
import { createChdbStore } from './store/chdb.ts'
import { createClickhouseStore } from './store/clickhouse.ts'
import type { Store } from './store/store.ts'
import { createTableBlobs } from './store/table-blobs.ts'
import { type SharedRefusals, shareRefusals } from './work/shared-refusals.ts'

export async function openStore(config: Config, log: Log, metrics: Metrics): Promise<Store> {
  const server = serverStoreOptions(config)
  if (server !== undefined) return createClickhouseStore(server)
  return await createChdbStore({
    path: join(config.dataFolder, 'store'),
    tmpDir: config.tmpFolder,
    onRefused: (writes) => metrics.counters.vitrine_store_refused_writes_total.inc(writes),
    onMended: (refused_writes) =>
      log.error(
        { refused_writes },
        'the disk refused writes of the store; what they cut is put aside, and written again',
      ),
  })
}

/** Blobs lie where the spans do. */
export function openBlobs(config: Config, store: Store): Blobs {
  return store.kind === 'clickhouse' ? createTableBlobs(store) : createFolderBlobs(join(config.dataFolder, 'blobs'))
}

export interface RefusalsParts {
  readonly config: Config
  readonly store: Store
  /** Of this process. */
  readonly refusals: Refusals
  readonly clock: Clock
  readonly log: Log
}

/** On a server doors and API may run apart: then each process shows what all of them refused. */
export function openRefusals({
  config,
  store,
  refusals,
  clock,
  log,
}: RefusalsParts): Pick<SharedRefusals, 'list' | 'close'> {
  if (store.kind === 'chdb') return { list: refusals.list, close: () => Promise.resolve() }
  return shareRefusals({
    store,
    own: refusals,
    clock,
    idFile: join(config.dataFolder, 'process-id'),
    onError: (error) => log.debug({ err: error }, 'cannot share refused requests; trying again'),
  })
}
