/** What every store must do; run against each adapter by a test file of its own. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '../../collector/src/base/errors.ts'
import { migrate, missingVersions, newestVersion } from '../../collector/src/store/migrate.ts'
import { encodeBlock } from '../../collector/src/store/native/block.ts'
import { textColumn, u64Column } from '../../collector/src/store/native/columns.ts'
import type { QueryValue, Store } from '../../collector/src/store/store.ts'

interface Note {
  readonly id: bigint
  readonly text: string
}

const PATIENT = { timeout: 20_000 }
const columns = () => [u64Column<Note>('id', (row) => row.id), textColumn<Note>('text', (row) => row.text)]

export interface StoreHome {
  readonly store: Store
  /** Is a statement with these words with the engine? */
  hasBegun(words: string): Promise<boolean>
  close(): Promise<void>
}

export function storeContract(name: string, open: () => Promise<StoreHome>): void {
  describe(`store contract: ${name}`, () => {
    let home: StoreHome
    let store: Store
    beforeAll(async () => {
      home = await open()
      store = home.store
      await store.command('create table if not exists notes (id UInt64, text String) engine = MergeTree order by id')
      await store.command(
        `create table if not exists picky (text String, constraint ok check text != 'no') engine = MergeTree order by text`,
      )
    })
    afterAll(() => home.close())

    it('migrates an empty store, and changes nothing the second time', async () => {
      expect(await missingVersions(store)).toContain(newestVersion())
      expect(await migrate(store)).toBe(newestVersion())
      expect(await missingVersions(store)).toEqual([])
      expect(await migrate(store)).toBe(newestVersion())
      const tables = await store.query<{ name: string }>(
        'select name from system.tables where database = currentDatabase()',
      )
      expect(tables.map((row) => row.name)).toEqual(
        expect.arrayContaining(['spans', 'span_content', 'traces', 'ingest_books']),
      )
    })

    it.each<[string, QueryValue, unknown]>([
      [
        'String',
        `it's \\ "quoted" \n\t -- { echoOn } /* */ {x:String}`,
        `it's \\ "quoted" \n\t -- { echoOn } /* */ {x:String}`,
      ],
      ['String', 'سلام 你好 🎈', 'سلام 你好 🎈'],
      ['String', '', ''],
      ['UInt64', '18446744073709551615', '18446744073709551615'],
      ['UInt64', 7, '7'],
      ['UInt64', 18446744073709551615n, '18446744073709551615'],
      ['Int32', -5, -5],
      ['Float64', 1.5, 1.5],
      ['Bool', true, true],
      ['Array(String)', ["a'b", 'c\\d', ''], ["a'b", 'c\\d', '']],
      ['Array(String)', [], []],
      ['Array(UInt64)', [1, 2n, 3], ['1', '2', '3']],
      ['Array(Int64)', ['1795281580071000000', '-5'], ['1795281580071000000', '-5']],
      ['Map(String, String)', { "k'": 'v\\' }, { "k'": 'v\\' }],
      ['Nullable(String)', null, null],
      ["DateTime64(9, 'UTC')", '2024-02-29 12:00:00.123456789', '2024-02-29 12:00:00.123456789'],
    ])('binds %s (row %#)', async (type, value, expected) => {
      const rows = await store.query<{ v: unknown }>(`select {v:${type}} as v`, { v: value })
      expect(rows).toEqual([{ v: expected }])
    })

    it('leaves braces in quoted text and comments alone', async () => {
      const rows = await store.query(`select '{v:String}' as a, {v:String} as b -- {w:String}`, { v: 'x' })
      expect(rows).toEqual([{ a: '{v:String}', b: 'x' }])
    })

    it('ends a query whose caller goes away, and goes on with the next one', async () => {
      const endless = 'numbers(1000000000000)'
      const gone = new AbortController()
      const asked = store.query(
        `select count() from ${endless} where sipHash64(number) = 1`,
        {},
        { signal: gone.signal },
      )
      const ended = expect(asked).rejects.toBeInstanceOf(AppError)
      await expect.poll(() => home.hasBegun(endless), PATIENT).toBe(true)
      gone.abort()
      await ended
      // Ours waits behind it where statements come in turn, and sees it where they do not.
      await expect.poll(() => running(endless), PATIENT).toBe(0)
    })

    it('asks nothing for a caller who has gone already', async () => {
      const asked = store.query('select 1', {}, { signal: AbortSignal.abort() })
      await expect(asked).rejects.toBeInstanceOf(AppError)
    })

    async function running(words: string): Promise<number> {
      const processes = await store.query<{ query: string }>('select query from system.processes')
      return processes.filter(({ query }) => query.includes(words)).length
    }

    it('gives 64-bit integers and decimals as text', async () => {
      const rows = await store.query(
        `select toUInt64(1) as a, toDecimal64('0.000000000012', 12) as b, toUInt32(3) as c`,
      )
      expect(rows).toEqual([{ a: '1', b: '0.000000000012', c: 3 }])
    })

    it('inserts Native blocks by column name, several in one insert', async () => {
      const first = encodeBlock(columns(), [{ id: 1n, text: 'one' }])
      const second = encodeBlock([...columns()].reverse(), [{ id: 2n ** 64n - 1n, text: 'zwei\n\\N\t\0' }])
      await store.insertNative('notes', [first, second])
      expect(await store.query('select id, text from notes order by id')).toEqual([
        { id: '1', text: 'one' },
        { id: '18446744073709551615', text: 'zwei\n\\N\t\0' },
      ])
    })

    it('inserts rows with integers and times as they are', async () => {
      await store.insertRows('tombstones', [
        {
          project_id: 'p~1',
          target: 'project',
          target_id: "p'1",
          deleted_spans: 2n ** 63n,
          created_time: '2024-01-01 00:00:00.123',
          version: 5n,
        },
        {
          project_id: 'p~1',
          target: 'trace',
          target_id: '-- { echoOn }',
          deleted_spans: 0,
          created_time: '2024-01-01 00:00:00.000',
          version: '6',
        },
      ])
      expect(
        await store.query(
          'select target_id, deleted_spans, toString(created_time) as at, version from tombstones order by version',
        ),
      ).toEqual([
        { target_id: "p'1", deleted_spans: '9223372036854775808', at: '2024-01-01 00:00:00.123', version: '5' },
        { target_id: '-- { echoOn }', deleted_spans: '0', at: '2024-01-01 00:00:00.000', version: '6' },
      ])
    })

    it('says of a refused value that it is refused, and keeps nothing of its insert', async () => {
      const block = encodeBlock([textColumn<string>('text', (row) => row)], ['yes', 'no'])
      const failure = await store.insertNative('picky', [block]).catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(AppError)
      expect(failure).toMatchObject({ code: 'store_refused', retryable: false })
      expect(await store.query('select count() as n from picky')).toEqual([{ n: '0' }])
    })

    it('says of a broken block that it is refused, and of a missing table that it may come', async () => {
      const broken = encodeBlock(columns(), [{ id: 1n, text: 'x' }]).slice(0, -1)
      await expect(store.insertNative('notes', [broken])).rejects.toMatchObject({ code: 'store_refused' })
      const whole = encodeBlock(columns(), [{ id: 1n, text: 'x' }])
      await expect(store.insertNative('missing', [whole])).rejects.toMatchObject({
        code: 'store_unavailable',
        retryable: true,
      })
    })

    it('streams in blocks, and can be left in the middle', async () => {
      let rows = 0
      let blocks = 0
      for await (const block of store.stream('select number from numbers(200000)')) {
        rows += block.length
        blocks += 1
      }
      expect(rows).toBe(200_000)
      expect(blocks).toBeGreaterThan(1)
      for (let round = 0; round < 5; round += 1) {
        for await (const block of store.stream('select number from numbers(200000)')) if (block.length > 0) break
      }
      expect(await store.query('select 1 as one')).toEqual([{ one: 1 }])
    })

    it('bounds the rows and the time of a read', async () => {
      await expect(store.query('select number from numbers(1001)', {}, { maxRows: 1000 })).rejects.toMatchObject({
        code: 'query_too_large',
        retryable: false,
      })
      const slow = store.query(
        'select count() from numbers(1000000000000) where sipHash64(number) = 1',
        {},
        { maxSeconds: 1 },
      )
      await expect(slow).rejects.toMatchObject({ code: 'query_timeout' })
    })

    it('answers many reads at the same time, each with its own values', async () => {
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          store.query<{ v: string }>('select {v:String} as v', { v: `value ${index}` }),
        ),
      )
      expect(answers.map((rows) => rows[0]?.v)).toEqual(Array.from({ length: 40 }, (_, index) => `value ${index}`))
    })

    it('says what is wrong with a query', async () => {
      await expect(store.query('select nothing_like_it')).rejects.toMatchObject({
        code: 'query_failed',
        retryable: false,
      })
      await expect(store.query('select {nobody_set_it:String}')).rejects.toBeInstanceOf(AppError)
    })

    it('carries a deletion out while the writer has a backlog', async () => {
      await migrate(store)
      await store.noteBacklog(true)
      await store.insertRows('span_content', [{ project_id: 'behind', trace_id: 'gone' }])
      await store.command(
        `delete from span_content where trace_id = {trace:String} settings lightweight_deletes_sync = 2`,
        { trace: 'gone' },
      )
      const left = await store.query<{ trace_id: string }>(
        `select trace_id from span_content where project_id = {project:String}`,
        { project: 'behind' },
      )
      expect(left).toEqual([])
      await store.noteBacklog(false)
    })

    it('keeps granules of content small, since a merge holds one of each of its parts', async () => {
      await migrate(store)
      const rows = Array.from({ length: 16 }, (_, n) => ({
        project_id: 'large',
        trace_id: String(n),
        events: 'x'.repeat(2 ** 19),
      }))
      await store.insertRows('span_content', rows)
      const [largest] = await store.query<{ granules: number }>(
        `select toUInt32(max(marks) - 1) as granules
        from system.parts
        where database = currentDatabase() and startsWith(table, 'span_content') and active`,
      )
      expect(largest?.granules).toBeGreaterThanOrEqual(8)
    })

    it('is there', async () => {
      expect(await store.ping()).toBe(true)
    })
  })
}
