import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ClickhouseStoreOptions, createClickhouseStore } from '../../collector/src/store/clickhouse.ts'
import { missingVersions, newestVersion } from '../../collector/src/store/migrate.ts'
import { encodeBlock } from '../../collector/src/store/native/block.ts'
import { textColumn, u64Column } from '../../collector/src/store/native/columns.ts'
import type { Store } from '../../collector/src/store/store.ts'
import {
  type ClickhouseFront,
  type Fault,
  type FrontOptions,
  startClickhouseFront,
} from '../support/clickhouse-front.ts'

/** What servers and networks do to us, and what becomes of an insert and of a read. */
const TLS = path.join(path.dirname(fileURLToPath(import.meta.url)), '../fixtures/tls')
const MEMORY = { code: 241, text: '(total) memory limit exceeded: would use 8.01 GiB. (MEMORY_LIMIT_EXCEEDED)' }
const INSERT = /^insert into notes/
const SELECT = /^select id/

let front: ClickhouseFront
let store: Store
const stores: Store[] = []
beforeEach(async () => {
  front = await startClickhouseFront()
  store = connect()
  await store.command(
    'create table notes (id UInt64, text String, version UInt64) engine = ReplacingMergeTree(version) order by id',
  )
})
afterEach(async () => {
  for (const each of stores.splice(0)) await each.close()
  await front.close()
})

function connect(options: Partial<ClickhouseStoreOptions> = {}): Store {
  const made = createClickhouseStore({ url: front.url, ...options })
  stores.push(made)
  return made
}

/** One engine a process: the other server has to go first. */
async function frontInstead(options: FrontOptions): Promise<void> {
  await front.close()
  front = await startClickhouseFront(options)
}

interface Note {
  readonly id: bigint
  readonly text: string
}

function block(from: number, count: number): Uint8Array {
  const columns = [
    u64Column<Note>('id', (row) => row.id),
    textColumn<Note>('text', (row) => row.text),
    u64Column<Note>('version', () => 1n),
  ]
  const rows = Array.from({ length: count }, (_, at) => ({ id: BigInt(from + at), text: `text ${from + at}` }))
  return encodeBlock(columns, rows)
}

const counted = () => store.query<{ n: string }>('select count() as n from notes final')

describe('an insert', () => {
  it.each<[string, Fault]>([
    ['the server has no memory left', { kind: 'exception', ...MEMORY }],
    [
      'too many parts wait for merges',
      { kind: 'exception', code: 252, text: 'Too many parts (3000). Merges are slower' },
    ],
    ['the quorum of the last one is open', { kind: 'exception', code: 286, text: 'Quorum for previous write' }],
    ['the keeper is away', { kind: 'exception', code: 999, text: 'Coordination::Exception: Connection loss' }],
    ['a proxy has no server', { kind: 'proxy', status: 503 }],
    ['the exception comes after 200', { kind: 'late', ...MEMORY, tagged: false }],
    ['the connection ends before', { kind: 'cut', when: 'before' }],
    ['the connection ends after', { kind: 'cut', when: 'after' }],
  ])('is tried again and counts once: %s', async (_, fault) => {
    front.fail(INSERT, fault, 2)
    await store.insertNative('notes', [block(0, 1000)])
    expect(front.statements.filter((sql) => INSERT.test(sql))).toHaveLength(3)
    expect(await counted()).toEqual([{ n: '1000' }])
  })

  it('is given back as one that may be tried again when the server stays away', async () => {
    front.fail(INSERT, { kind: 'proxy', status: 502 }, 1000)
    const impatient = connect({ retryMs: 300 })
    const failure = impatient.insertNative('notes', [block(0, 1)])
    await expect(failure).rejects.toMatchObject({ code: 'store_unavailable', retryable: true })
  })

  it('into too many partitions is refused at once, for the writer to narrow', async () => {
    front.fail(INSERT, {
      kind: 'exception',
      code: 252,
      text: 'Too many partitions for single INSERT block (more than 100)',
    })
    const failure = store.insertNative('notes', [block(0, 1)])
    await expect(failure).rejects.toMatchObject({ code: 'store_refused', retryable: false })
  })

  it('is given up when the server is silent for too long, and tried again', async () => {
    front.fail(INSERT, { kind: 'slow', ms: 700 })
    const hasty = connect({ timeoutMs: 300 })
    await hasty.insertNative('notes', [block(0, 10)])
    expect(await counted()).toEqual([{ n: '10' }])
  })
})

describe('a read', () => {
  beforeEach(() => store.insertNative('notes', [block(0, 5000)]))
  const all = (from: Store) => from.query('select id from notes final order by id')

  it.each<[string, Fault]>([
    ['a proxy has no server', { kind: 'proxy', status: 503 }],
    ['too many others read', { kind: 'exception', code: 202, text: 'Too many simultaneous queries' }],
    ['the connection ends before', { kind: 'cut', when: 'before' }],
    ['the connection ends in the middle', { kind: 'torn' }],
  ])('is tried again: %s', async (_, fault) => {
    front.fail(SELECT, fault)
    expect(await all(store)).toHaveLength(5000)
  })

  it.each([true, false])('never takes rows before an exception for an answer (marked: %s)', async (tagged) => {
    front.fail(SELECT, { kind: 'late', ...MEMORY, tagged })
    await expect(all(store)).rejects.toMatchObject({ code: 'query_memory', retryable: false })
    expect(await all(store)).toHaveLength(5000)
  })

  it('tells a stream that was cut from one that ended', async () => {
    front.fail(SELECT, { kind: 'late', ...MEMORY, tagged: true })
    const read = async () => {
      for await (const _ of store.stream('select id from notes order by id'));
    }
    await expect(read()).rejects.toMatchObject({ code: 'query_memory' })
  })

  it('takes lists that no URL holds', async () => {
    const ids = Array.from({ length: 20_000 }, (_, at) => at)
    const sql = 'select count() as n from notes final where id in {ids:Array(UInt64)}'
    expect(await store.query(sql, { ids })).toEqual([{ n: '5000' }])
  })
})

describe('a server that has nothing yet', () => {
  it('lacks every migration, and is no error', async () => {
    const empty = connect({ database: 'not_made_yet' })
    expect(await missingVersions(empty)).toContain(newestVersion())
  })
})

describe('a connection', () => {
  it('compresses what goes and what comes, when it is told to', async () => {
    const before = { ...front.traffic }
    const small = connect({ compression: 'gzip' })
    await small.insertNative('notes', [block(0, 20_000)])
    const sent = front.traffic.in - before.in
    expect(sent).toBeLessThan(block(0, 20_000).length / 4)
    const out = front.traffic.out
    const rows = await small.query<{ text: string }>('select text from notes final')
    expect(rows).toHaveLength(20_000)
    expect(front.traffic.out - out).toBeLessThan(JSON.stringify(rows).length / 4)
  })

  it('says in one line that the password is wrong, and does not try again', async () => {
    await frontInstead({ password: 'right' })
    await expect(connect({ password: 'wrong' }).query('select 1')).rejects.toMatchObject({
      code: 'query_failed',
      message: expect.stringContaining('Authentication failed'),
    })
    const right = connect({ url: front.url.replace('://', '://default:right@') })
    await right.command('select 1')
    expect(await right.query('select 1 as one')).toEqual([{ one: 1 }])
  })

  it('trusts the authority that it is given, and no other', async () => {
    const [cert, key] = ['server.pem', 'server.key'].map((name) => readFileSync(path.join(TLS, name)))
    await frontInstead({ tls: { cert, key } })
    const known = connect({ tls: { caFile: path.join(TLS, 'server.pem') } })
    await known.command('select 1')
    expect(await known.query('select 1 as one')).toEqual([{ one: 1 }])
    const stranger = connect({ retryMs: 0 })
    await expect(stranger.query('select 1')).rejects.toMatchObject({ message: expect.stringMatching(/self.signed/) })
  })

  it('is not there when the server does not answer in time', async () => {
    expect(await store.ping()).toBe(true)
    await front.close()
    expect(await store.ping()).toBe(false)
    front = await startClickhouseFront()
  })
})
