import path from 'node:path'
import { createChdbStore } from '../../collector/src/store/chdb.ts'
import { createClickhouseStore } from '../../collector/src/store/clickhouse.ts'
import { startClickhouseFront } from '../support/clickhouse-front.ts'
import { tempFolder } from '../support/product.ts'
import { storeContract } from './store-contract.ts'

storeContract('chdb', async () => {
  const folder = tempFolder('store-contract-')
  const store = await createChdbStore({ path: path.join(folder.path, 'store') })
  return {
    store,
    close: async () => {
      await store.close()
      folder.remove()
    },
  }
})

storeContract('clickhouse over HTTP', async () => {
  const front = await startClickhouseFront()
  const store = await createClickhouseStore({ url: front.url })
  return {
    store,
    close: async () => {
      await store.close()
      await front.close()
    },
  }
})
