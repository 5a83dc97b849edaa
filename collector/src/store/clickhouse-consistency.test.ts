import { createServer, type Server } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { type ClickhouseStoreOptions, createClickhouseStore } from './clickhouse.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

/** What one insert and one read ask of the servers, and what the store says of itself. */
async function asked(options: Partial<ClickhouseStoreOptions>) {
  const urls: URL[] = []
  const server: Server = createServer((request, response) => {
    urls.push(new URL(request.url ?? '', 'http://server'))
    request.resume().on('end', () => response.end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(server)
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const store = createClickhouseStore({ url: `http://127.0.0.1:${port}`, ...options })
  open.push(store)
  await store.insertRows('notes', [{ id: 1 }])
  await store.query('select 1 as one limit 1')
  const [insert, read] = urls.map(({ searchParams }) => searchParams)
  return {
    quorum: [insert?.get('insert_quorum'), insert?.get('insert_quorum_parallel')],
    sequential: read?.get('select_sequential_consistency'),
    consistency: store.consistency,
  }
}

it.each([
  [{ cluster: 'c' }, { quorum: ['auto', '0'], sequential: '1', consistency: 'immediate' }],
  [
    { cluster: 'c', quorum: false },
    { quorum: [null, null], sequential: '1', consistency: 'eventual' },
  ],
  [
    { cluster: 'c', sequential: false },
    { quorum: ['auto', '0'], sequential: null, consistency: 'eventual' },
  ],
  [{}, { quorum: [null, null], sequential: null, consistency: 'immediate' }],
])('asks servers for what makes reads see inserts, and says when they need not: %o', async (options, wanted) => {
  expect(await asked(options)).toEqual(wanted)
})
