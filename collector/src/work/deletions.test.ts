import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { clockAt } from '../base/clock.ts'
import type { Blobs } from '../store/blobs.ts'
import type { Store } from '../store/store.ts'
import { createExpiry } from './expiry.ts'
import { createProjectRules } from './project-rules.ts'
import { openTestHome, P, request, type TestHome } from './test-home.ts'

vi.setConfig({ testTimeout: 60_000 })

let home: TestHome
let store: Store
let blobs: Blobs
const bytes = Buffer.alloc(2 ** 20, 'x')
let reference: string

beforeAll(async () => {
  home = await openTestHome()
  store = home.store
  blobs = home.blobs
  reference = await blobs.put(P, bytes)
}, 60_000)
afterAll(() => home.close())

interface Made {
  readonly trace: string
  readonly spans: number
  readonly user?: string
  readonly session?: string
  readonly project?: string
  readonly day?: string
  readonly days?: number
  readonly blob?: boolean
}

/** A trace in every table; only its first span says whose it is. */
async function make({
  trace,
  spans,
  user = '',
  session = '',
  project = P,
  day = '2026-03-01',
  days = 0,
  blob = false,
}: Made) {
  const place = { project_id: project, trace_id: trace, version: 1 }
  const ids = Array.from({ length: spans }, (_, index) => `${trace}-${index}`)
  const start = `${day} 10:00:00`
  await store.insertRows(
    'spans',
    ids.map((span_id, index) => ({
      ...place,
      span_id,
      start_time: start,
      end_time: start,
      retention_days: days,
      ...(index === 0 ? { user_id: user, session_id: session } : {}),
    })),
  )
  await store.insertRows(
    'span_content',
    ids.map((span_id) => ({
      ...place,
      span_id,
      start_time: start,
      hour: start,
      retention_days: days,
      attribute_keys: ['k'],
      attribute_types: blob ? 'r' : 's',
      attribute_values: [blob ? reference : 'v'],
    })),
  )
  await store.insertRows('traces', [
    { ...place, start_time: start, end_time: start, user_id: user, session_id: session },
  ])
  await store.insertRows('span_fragments', [{ ...place, span_id: ids[0], fragment_id: 'f' }])
  await store.insertRows('span_verdicts', [{ ...place, span_id: ids[0], counts: 0 }])
  await store.insertRows('scores', [{ ...place, score_id: trace, target: 'trace', name: 'good' }])
  await store.insertRows('dataset_items', [
    { project_id: project, dataset_id: 'd', item_id: trace, source_trace_id: trace, version: 1 },
  ])
}

const TABLES = ['spans', 'span_content', 'traces', 'span_fragments', 'span_verdicts', 'scores'] as const
it('takes a trace, a session and a user away with everything of theirs, and nothing else', async () => {
  await make({ trace: 'a', spans: 2, blob: true })
  await make({ trace: 'b', spans: 1, session: 's', user: 'u' })
  await make({ trace: 'c', spans: 3, user: 'u', blob: true })
  await make({ trace: 'd', spans: 1, user: 'v' })
  await make({ trace: 'a', spans: 1, user: 'u', project: 'other~1' })
  await store.insertRows('span_verdicts', [
    { project_id: P, trace_id: 'd', span_id: 'd-1', counts: 0, merged_into: 'c-1', version: 1 },
  ])
  await store.insertRows('scores', [
    { project_id: P, score_id: 'of s', target: 'session', session_id: 's', version: 1 },
  ])
  const { rules, deletions, errors } = home.openDeletions()

  const asked = await deletions.ask(request('trace', 'a'))
  expect(asked).toMatchObject({ state: 'running', traces: 0 })
  await deletions.settled()
  for (const table of TABLES)
    expect([table, await home.tracesIn(table)]).toEqual([table, ['', 'b', 'c', 'd'].slice(table === 'scores' ? 0 : 1)])
  expect(await home.tracesIn('dataset_items')).toEqual(['a', 'b', 'c', 'd'])
  // Another trace carries the same value.
  expect(await blobs.get(P, reference)).toBeDefined()

  await deletions.ask(request('session', 's'))
  await deletions.settled()
  for (const table of TABLES) expect([table, await home.tracesIn(table)]).toEqual([table, ['c', 'd']])

  const ofUser = await deletions.ask(request('user', 'u', 1))
  await deletions.settled()
  for (const table of TABLES) {
    // The call that was counted in trace c counts by itself from now on.
    expect([table, await home.tracesIn(table)]).toEqual([table, ['d']])
  }
  expect(await store.query("select span_id from span_verdicts final where merged_into != ''")).toEqual([])
  expect(await home.tracesIn('dataset_items')).toEqual(['a', 'b', 'd'])
  expect(await blobs.get(P, reference)).toBeUndefined()
  expect(await home.tracesIn('spans', 'other~1')).toEqual(['a'])

  expect(errors).toEqual([])
  expect(await deletions.list(P, ofUser.deletion_id)).toMatchObject([{ state: 'done', traces: 1, spans: 3, error: '' }])
  expect((await deletions.list(P)).map((row) => [row.target, row.spans])).toEqual(
    expect.arrayContaining([
      ['trace', 2],
      ['session', 1],
      ['user', 3],
    ]),
  )
  expect(rules.deletedTracesOf(P)).toEqual(new Set(['a', 'b', 'c']))
  expect(rules.deletedTracesOf('other~1').size).toBe(0)
  const after = createProjectRules(store)
  await after.refresh()
  expect(after.deletedTracesOf(P)).toEqual(new Set(['a', 'b', 'c']))
  const [ledger] = await store.query<{ n: string }>(
    `select sum(deleted_spans) as n from tombstones final where project_id = '${P}'`,
  )
  expect(Number(ledger?.n)).toBe(6)
})

it('takes up after a restart what was not done', async () => {
  await make({ trace: 'e', spans: 2, user: 'w' })
  const before = home.openDeletions()
  before.deletions.start()
  await before.deletions.stop()
  // Asked for, and the process died.
  await store.insertRows('deletions', [
    {
      ...request('user', 'w'),
      deletion_id: 'again',
      state: 'running',
      started_time: '2026-03-01 10:00:00',
      version: 1,
    },
  ])
  const { deletions } = home.openDeletions()
  deletions.start()
  await vi.waitFor(
    async () => expect(await deletions.list(P, 'again')).toMatchObject([{ state: 'done', traces: 1, spans: 2 }]),
    20_000,
  )
  expect(await home.tracesIn('spans')).toEqual(['d'])
  await deletions.stop()
})

it('lets whole periods go that are past their class, and counts them', async () => {
  await make({ trace: 'old', spans: 4, day: '2026-01-10', days: 30, project: 'r~1' })
  await make({ trace: 'young', spans: 1, day: '2026-02-27', days: 30, project: 'r~1' })
  await make({ trace: 'kept', spans: 1, day: '2026-01-10', days: 0, project: 'r~1' })
  await make({ trace: 'week', spans: 2, day: '2026-02-03', days: 7, project: 'r~1' })
  await store.insertRows('retention_classes', [
    { project_id: 'r~1', from_time: '2026-01-01 00:00:00', days: 30, version: 1 },
  ])
  const rules = createProjectRules(store)
  await rules.refresh()
  let nowMs = Date.UTC(2026, 1, 28)
  const clock = clockAt(() => nowMs)
  const expiry = createExpiry({ store, blobs, clock, rules, onError: (error) => expect(error).toBeUndefined() })

  expect(await expiry.run()).toBe(1)
  expect(await home.tracesIn('spans', 'r~1')).toEqual(['kept', 'old', 'young'])
  expect(await home.tracesIn('span_content', 'r~1')).toEqual(['kept', 'old', 'young'])
  nowMs = Date.UTC(2026, 2, 3)
  expect(await expiry.run()).toBe(1)
  expect(await expiry.run()).toBe(0)
  expect(await home.tracesIn('spans', 'r~1')).toEqual(['kept', 'young'])
  expect(await home.tracesIn('span_content', 'r~1')).toEqual(['kept', 'young'])
  const [ledger] = await store.query<{ n: string }>(
    "select sum(deleted_spans) as n from tombstones final where project_id = 'r~1'",
  )
  expect(Number(ledger?.n)).toBe(6)
  expect(await home.tracesIn('scores', 'r~1')).not.toContain('old')
})
