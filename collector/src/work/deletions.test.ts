import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { clockAt, systemClock } from '../base/clock.ts'
import { type Blobs, blobReference, createFolderBlobs } from '../store/blobs.ts'
import { createChdbStore } from '../store/chdb.ts'
import { migrate } from '../store/migrate.ts'
import type { Store } from '../store/store.ts'
import { deleteTraces } from './delete-traces.ts'
import { createDeletions, type DeletionRow } from './deletions.ts'
import { createExpiry } from './expiry.ts'
import { createProjectRules } from './project-rules.ts'

vi.setConfig({ testTimeout: 60_000 })

let folder: string
let store: Store
let blobs: Blobs
const P = 'default~1'
const bytes = Buffer.alloc(2 ** 20, 'x')
let reference: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-work-'))
  store = await createChdbStore({ path: join(folder, 'store'), tmpDir: folder })
  blobs = createFolderBlobs(join(folder, 'blobs'))
  await migrate(store)
  reference = await blobs.put(P, bytes)
}, 60_000)
afterAll(async () => {
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

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
async function tracesIn(table: string, project = P): Promise<string[]> {
  const rows = await store.query<{ id: string }>(
    `select distinct ${table === 'dataset_items' ? 'source_trace_id' : 'trace_id'} as id from ${table} final where project_id = {project:String} order by id`,
    { project },
  )
  return rows.map((row) => row.id)
}

function open() {
  const rules = createProjectRules(store)
  const errors: unknown[] = []
  const deletions = createDeletions({
    store,
    blobs,
    rules,
    clock: systemClock,
    graceMs: 1,
    onError: (error) => errors.push(error),
  })
  return { rules, deletions, errors }
}
const request = (target: DeletionRow['target'], target_id: string, with_datasets: 0 | 1 = 0) =>
  ({ project_id: P, target, target_id, with_datasets, user_id: 'owner' }) as const

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
  const { rules, deletions, errors } = open()

  const asked = await deletions.ask(request('trace', 'a'))
  expect(asked).toMatchObject({ state: 'running', traces: 0 })
  await deletions.settled()
  for (const table of TABLES)
    expect([table, await tracesIn(table)]).toEqual([table, ['', 'b', 'c', 'd'].slice(table === 'scores' ? 0 : 1)])
  expect(await tracesIn('dataset_items')).toEqual(['a', 'b', 'c', 'd'])
  // Another trace carries the same value.
  expect(await blobs.get(P, reference)).toBeDefined()

  await deletions.ask(request('session', 's'))
  await deletions.settled()
  for (const table of TABLES) expect([table, await tracesIn(table)]).toEqual([table, ['c', 'd']])

  const ofUser = await deletions.ask(request('user', 'u', 1))
  await deletions.settled()
  for (const table of TABLES) {
    // The call that was counted in trace c counts by itself from now on.
    expect([table, await tracesIn(table)]).toEqual([table, ['d']])
  }
  expect(await store.query("select span_id from span_verdicts final where merged_into != ''")).toEqual([])
  expect(await tracesIn('dataset_items')).toEqual(['a', 'b', 'd'])
  expect(await blobs.get(P, reference)).toBeUndefined()
  expect(await tracesIn('spans', 'other~1')).toEqual(['a'])

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
  const before = open()
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
  const { deletions } = open()
  deletions.start()
  await vi.waitFor(
    async () => expect(await deletions.list(P, 'again')).toMatchObject([{ state: 'done', traces: 1, spans: 2 }]),
    20_000,
  )
  expect(await tracesIn('spans')).toEqual(['d'])
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
  expect(await tracesIn('spans', 'r~1')).toEqual(['kept', 'old', 'young'])
  expect(await tracesIn('span_content', 'r~1')).toEqual(['kept', 'old', 'young'])
  nowMs = Date.UTC(2026, 2, 3)
  expect(await expiry.run()).toBe(1)
  expect(await expiry.run()).toBe(0)
  expect(await tracesIn('spans', 'r~1')).toEqual(['kept', 'young'])
  expect(await tracesIn('span_content', 'r~1')).toEqual(['kept', 'young'])
  const [ledger] = await store.query<{ n: string }>(
    "select sum(deleted_spans) as n from tombstones final where project_id = 'r~1'",
  )
  expect(Number(ledger?.n)).toBe(6)
  expect(await tracesIn('scores', 'r~1')).not.toContain('old')
})

it('takes pictures away with the last text, event, record or large value that shows them', async () => {
  const project = 'pictures~1'
  const picture = (n: number) => blobs.put(project, Buffer.alloc(5000, n))
  const [inText, inEvent, inRecord, inLarge, kept] = await Promise.all([1, 2, 3, 4, 5].map(picture))
  const large = (text: string) => blobs.put(project, Buffer.from(text.padEnd(2 ** 20 + 1)))
  const mine = await large(`first blob:${inLarge};image/png`)
  const other = await large(`second blob:${inLarge};image/png`)
  const row = (trace_id: string) => ({
    project_id: project,
    trace_id,
    span_id: `${trace_id}-0`,
    start_time: '2026-03-01 10:00:00',
    hour: '2026-03-01 10:00:00',
    version: 1,
  })
  await store.insertRows(
    'spans',
    ['p', 'q'].map((trace) => ({ ...row(trace), end_time: '2026-03-01 10:00:01' })),
  )
  await store.insertRows('span_content', [
    {
      ...row('p'),
      attribute_keys: ['a', 'b'],
      attribute_types: 'sr',
      attribute_values: [`[{"uri":"blob:${inText};image/png"},{"uri":"blob:${kept};image/png"}]`, mine],
      events: `bytes blob:${inEvent};image/png bytes`,
    },
    { ...row('q'), attribute_keys: ['a'], attribute_types: 'r', attribute_values: [other] },
  ])
  await store.insertRows('span_fragments', [
    { ...row('p'), fragment_id: 'f', payload: `bytes blob:${inRecord};audio/wav bytes` },
  ])
  await store.insertRows('dataset_items', [
    { project_id: project, dataset_id: 'd', item_id: 'i', input: `"blob:${kept};image/png"`, version: 1 },
  ])
  const remaining = async () => {
    const all = { inText, inEvent, inRecord, inLarge, kept, mine, other }
    const found = await Promise.all(
      Object.entries(all).map(async ([name, ref]) => ((await blobs.get(project, ref as string)) ? [name] : [])),
    )
    return found.flat()
  }
  expect(await remaining()).toHaveLength(7)

  const { deletions, errors } = open()
  await deletions.ask({ ...request('trace', 'p'), project_id: project })
  await deletions.settled()
  expect(await remaining()).toEqual(['inLarge', 'kept', 'other'])

  await deletions.ask({ ...request('trace', 'q'), project_id: project })
  await deletions.settled()
  expect(await remaining()).toEqual(['kept'])
  expect(errors).toEqual([])
})

it('takes pictures and large values away with the period that alone showed them', async () => {
  const project = 'expired~1'
  const [once, young, record, elsewhere] = (await Promise.all(
    [1, 2, 3, 4].map((n) => blobs.put(project, Buffer.alloc(4000, n))),
  )) as [string, string, string, string]
  const large = await blobs.put(project, Buffer.from(`blob:${once};image/png`.padEnd(2 ** 20 + 1)))
  const content = (day: string, values: readonly string[], types: string) => ({
    project_id: project,
    trace_id: day,
    span_id: `${day}-0`,
    start_time: `${day} 10:00:00`,
    hour: `${day} 10:00:00`,
    retention_days: 7,
    version: 1,
    attribute_keys: values.map((_, index) => `k${index}`),
    attribute_types: types,
    attribute_values: values,
  })
  const both = `blob:${young};image/png`
  const rows = [content('2026-04-07', [large, both], 'rs'), content('2026-04-21', [both], 's')]
  await store.insertRows('span_content', rows)
  const facts = rows.map(({ attribute_keys: _, attribute_types: __, attribute_values: ___, hour, ...row }) => ({
    ...row,
    end_time: hour,
  }))
  await store.insertRows('spans', facts)
  await store.insertRows(
    'traces',
    facts.map(({ span_id: _, retention_days: __, ...row }) => row),
  )
  await store.insertRows('span_fragments', [
    {
      project_id: project,
      trace_id: '2026-04-07',
      span_id: 's',
      fragment_id: 'f',
      payload: `blob:${record};`,
      version: 1,
    },
    {
      project_id: project,
      trace_id: '2026-04-21',
      span_id: 's',
      fragment_id: 'f',
      payload: `blob:${elsewhere};`,
      version: 1,
    },
  ])
  await store.insertRows('retention_classes', [
    { project_id: project, from_time: '2026-01-01 00:00:00', days: 7, version: 1 },
  ])
  const rules = createProjectRules(store)
  await rules.refresh()
  const clock = clockAt(() => Date.UTC(2026, 3, 22))
  const expiry = createExpiry({ store, blobs, clock, rules, onError: (error) => expect(error).toBeUndefined() })

  await expiry.run()
  expect(await tracesIn('span_content', project)).toEqual(['2026-04-21'])
  const left = await Promise.all([once, large, record, young, elsewhere].map((one) => blobs.get(project, one)))
  expect(left.map((bytes) => bytes !== undefined)).toEqual([false, false, false, true, true])
})

const pictureIn = (project: string, trace_id: string, reference: string) => ({
  project_id: project,
  trace_id,
  span_id: `${trace_id}-0`,
  start_time: '2026-03-01 10:00:00',
  hour: '2026-03-01 10:00:00',
  version: 1,
  attribute_keys: ['a'],
  attribute_types: 's',
  attribute_values: [`blob:${reference};image/png`],
})

it('keeps a picture that is sent again in the instant of its deletion', async () => {
  const project = 'again~1'
  const picture = Buffer.alloc(5000, 1)
  const shown = await blobs.put(project, picture)
  await store.insertRows('span_content', [pictureIn(project, 'first', shown)])
  const raced: Blobs = {
    ...blobs,
    // As ingest writes it: after it was found to be unused, before it is taken away.
    beginRemoval: () => {
      const removal = blobs.beginRemoval()
      const remove: typeof removal.remove = async (...place) => {
        await store.insertRows('span_content', [pictureIn(project, 'second', shown)])
        await blobs.put(project, picture)
        return await removal.remove(...place)
      }
      return { ...removal, remove }
    },
  }
  await deleteTraces(store, raced, { projectId: project, traceIds: ['first'], withDatasets: false })
  expect(await blobs.get(project, shown)).toBeDefined()
})

const bound = (target: Store, key: keyof Store): unknown => {
  const value = target[key]
  return typeof value === 'function' ? value.bind(target) : value
}

it('takes a picture away that comes after the deletion of all that shows it', async () => {
  const project = 'late~1'
  const picture = Buffer.alloc(5000, 2)
  const shown = blobReference(picture)
  await store.insertRows('span_content', [pictureIn(project, 'only', shown)])
  const query: Store['query'] = async (sql, ...rest) => {
    const rows = await store.query(sql, ...rest)
    if (sql.startsWith('select distinct trace_id') && rows.length === 0) await blobs.put(project, picture)
    return rows as never
  }
  const late = new Proxy(store, {
    get: (target, key) => (key === 'query' ? query : bound(target, key as keyof Store)),
  })
  const onError = (error: unknown) => expect(error).toBeUndefined()
  const rules = createProjectRules(store)
  const deletions = createDeletions({ store: late, blobs, rules, clock: systemClock, graceMs: 1, onError })
  await deletions.ask({ ...request('trace', 'only'), project_id: project })
  await deletions.settled()
  expect(await blobs.get(project, shown)).toBeUndefined()
})
