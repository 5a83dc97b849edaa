import path from 'node:path'
import { createChdbStore } from '../../collector/src/store/chdb.ts'
import { type ClickhouseStoreOptions, createClickhouseStore } from '../../collector/src/store/clickhouse.ts'
import { type FrontOptions, startClickhouseFront } from '../support/clickhouse-front.ts'
import { tempFolder } from '../support/product.ts'
import { storeContract } from './store-contract.ts'

storeContract('chdb', async () => {
  const folder = tempFolder('store-contract-')
  const store = await createChdbStore({ path: path.join(folder.path, 'store') })
  const hasBegun = async (words: string) => {
    const listed = await store.query<{ query: string }>('select query from system.processes')
    return listed.some(({ query }) => query.includes(words))
  }
  return {
    store,
    hasBegun,
    close: async () => {
      await store.close()
      folder.remove()
    },
  }
})

overHttp('clickhouse over HTTP', {}, {})
overHttp(
  'clickhouse over HTTP, compressed and with a password',
  { password: 'geheim' },
  { compression: 'gzip', password: 'geheim' },
)

overHttp('clickhouse over HTTP, on a cluster', { cluster: 'c' }, { cluster: 'c' })

function overHttp(name: string, front: FrontOptions, options: Partial<ClickhouseStoreOptions>): void {
  storeContract(name, async () => {
    const server = await startClickhouseFront(front)
    const store = createClickhouseStore({ url: server.url, ...options })
    return {
      store,
      hasBegun: (words) => Promise.resolve(server.statements.some((statement) => statement.includes(words))),
      close: async () => {
        await store.close()
        await server.close()
      },
    }
  })
}
