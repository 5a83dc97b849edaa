// A process of its own, since the limit on its files holds for all that it does: opens the built embedded store, lets
// the system refuse the engine's writes in three ways, and sends its parent what could be read after each.
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createChdbStore } from '../../collector/dist/store/chdb.js'

const ROWS = 100
/** More than a row's text, so that the file in which rows come stays under the limit and the part of the engine does not. */
const ROW_BYTES = 2_000
const LIMIT_BYTES = 65_536

const path = process.argv[2]
const told = { refused: 0, mended: 0 }
const store = await createChdbStore({
  path,
  readSessions: 1,
  onRefused: (writes) => {
    told.refused += writes
  },
  onMended: (writes) => {
    told.mended += writes
  },
})
const { Session } = createRequire(new URL('../../collector/package.json', import.meta.url))('chdb')
const engine = new Session(path, { connectionArgs: [`--config-file=${join(path, 'engine.xml')}`] })
const found = {}
for (const [table, write] of Object.entries({ by_insert: insertMore, by_command: optimize, by_itself: mergeUnseen })) {
  await store.command(
    `create table ${table} (a UInt64, b String materialized randomString(${ROW_BYTES})) engine = MergeTree order by a`,
  )
  await store.command(`system stop merges ${table}`)
  for (let batch = 0; batch < 6; batch += 1) await insert(table, batch)
  const before = await count(table)
  const error = await refusing(() => write(table))
  const after = await count(table)
  await insert(table, 6)
  found[table] = { before, error, after, next: await count(table) }
}
found.putAside = (
  await store.query(
    'select distinct table from system.detached_parts where database = currentDatabase() order by table',
  )
).map((row) => row.table)
engine.close()
await store.close()
const again = await createChdbStore({ path, readSessions: 1 })
found.reopened = await again.query(
  'select table, toUInt32(sum(rows)) as rows from system.parts where database = currentDatabase() and active group by table order by table',
)
await again.close()
process.send({ ...found, told }, () => process.exit(0))

async function insert(table, batch) {
  await store.insertRows(
    table,
    Array.from({ length: ROWS }, (_, index) => ({ a: batch * ROWS + index })),
  )
}

async function insertMore(table) {
  await insert(table, 6)
}

async function optimize(table) {
  await store.command(`system start merges ${table}`)
  await store.command(`optimize table ${table} final`)
}

/** As the engine merges by itself: nobody waits for it, and nobody is told how it went. */
async function mergeUnseen(table) {
  await engine.queryAsync(`system start merges vitrine.${table}`)
  await engine.queryAsync(`optimize table vitrine.${table} final`)
}

/** Reads every byte of the rows. */
async function count(table) {
  const [row] = await store.query(
    `select toUInt32(count()) as rows, toUInt32(sum(length(b))) as bytes, sum(cityHash64(b)) as hash from ${table}`,
  )
  return { rows: row.rows, bytes: row.bytes }
}

async function refusing(work) {
  setFileSizeLimit(LIMIT_BYTES)
  try {
    await work()
    return null
  } catch (error) {
    return { code: error.code, message: error.message, retryable: error.retryable }
  } finally {
    setFileSizeLimit('unlimited')
  }
}

function setFileSizeLimit(limit) {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${limit}:unlimited`])
}
