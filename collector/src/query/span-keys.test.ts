import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { INPUT_BUCKETS, TOKEN_BUCKETS } from '@vitrine/schemas'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createChdbStore } from '../store/chdb.ts'
import { listMigrations, migrate } from '../store/migrate.ts'
import type { Store } from '../store/store.ts'
import { SPAN_HASH, TRACE_KEY } from './judged-columns.ts'
import { metricNamed } from './metrics.ts'
import { grantScope } from './project-scope.ts'
import { querySeries } from './series.ts'
import { PROJECT, spanIdOf, spanRow, T0, traceIdOf, traceRow } from './test-store.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

/** From this migration on, spans have columns that are made of others. */
const KEYS = 100
let store: Store
let path: string

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'vitrine-keys-'))
  store = await createChdbStore({ path, readSessions: 2 })
  for (const { version, sql } of listMigrations()) if (version < KEYS) await store.command(sql)
  await write(1)
  await migrate(store)
  await write(2)
})
afterAll(async () => {
  await store.close()
  await rm(path, { recursive: true, force: true })
})

/** A trace of two calls, one of which counts, and whose user the root names. */
async function write(trace: number): Promise<void> {
  await store.insertRows('spans', [
    spanRow(trace, 1, { user_id: `user ${trace}` }),
    spanRow(trace, 2, { kind: 'llm', parent_span_id: spanIdOf(1), tokens_cache_read: 0, tokens_reasoning: 5 }),
    spanRow(trace, 3, { kind: 'llm', parent_span_id: spanIdOf(2) }),
  ])
  await store.insertRows('traces', [traceRow(trace, { user_id: `user ${trace}` })])
  const verdict = { counts: 0, usage: 0, merged_into: spanIdOf(2), reason: 'test', version: 1 }
  await store.insertRows('span_verdicts', [
    { project_id: PROJECT, trace_id: traceIdOf(trace), span_id: spanIdOf(3), ...verdict },
  ])
}

it('are those of their ids in rows that were there before them, and in those that came later', async () => {
  const wrong = `countIf(trace_key != ${TRACE_KEY})`
  const [spans] = await store.query(
    `select count() as n, ${wrong} + countIf(span_hash != ${SPAN_HASH}) as wrong from spans where project_id = '${PROJECT}' limit 1`,
  )
  const [traces] = await store.query(`select count() as n, ${wrong} as wrong from traces limit 1`)
  expect([spans, traces]).toEqual([
    { n: '6', wrong: '0' },
    { n: '2', wrong: '0' },
  ])
})

it('sum tokens in rows that were there before them, and in those that came later', async () => {
  const rows = await store.query(
    'select tokens_in, tokens_out, said_usage from spans order by trace_id, span_id limit 10',
  )
  const nothing = { tokens_in: null, tokens_out: null, said_usage: 0 }
  const said = { tokens_in: '0', tokens_out: '5', said_usage: 1 }
  expect(rows).toEqual([nothing, said, nothing, nothing, said, nothing])
})

it('sum every bucket', async () => {
  await store.insertRows(
    'spans',
    TOKEN_BUCKETS.map((bucket, index) =>
      spanRow(100 + index, index, { project_id: 'other~1', [`tokens_${bucket}`]: 7 }),
    ),
  )
  const rows = await store.query<{ tokens_in: string | null; tokens_out: string | null; said_usage: number }>(
    "select tokens_in, tokens_out, said_usage from spans where project_id = 'other~1' order by trace_id limit 100",
  )
  const isInput = (bucket: string) => INPUT_BUCKETS.some((each) => each === bucket)
  expect(rows).toEqual(
    TOKEN_BUCKETS.map((bucket) => ({
      tokens_in: isInput(bucket) ? '7' : null,
      tokens_out: isInput(bucket) ? null : '7',
      said_usage: 1,
    })),
  )
})

it('find verdicts and owners of both', async () => {
  const draw = (by: readonly { name: string; key: { kind: 'field'; field: string } }[]) =>
    querySeries(store, grantScope(PROJECT), {
      metrics: ['traces', 'calls', 'users'].map(metricNamed),
      window: { fromNs: T0, toNs: T0 + 3_600_000_000_000n },
      filter: { kind: 'all' },
      by,
      step: '5m',
      tz: 'UTC',
      limit: 10,
      compare: undefined,
      nowNs: T0,
    })
  const whole = await draw([])
  expect(whole.series.map(({ total }) => total)).toEqual([2, 2, 2])
  const byUser = await draw([{ name: 'user', key: { kind: 'field', field: 'user' } }])
  const calls = byUser.series.filter(({ metric }) => metric === 'calls')
  expect(calls.map(({ value, total }) => [value, total])).toEqual([
    ['user 1', 1],
    ['user 2', 1],
  ])
})
