import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { clockAt } from '../base/clock.ts'
import { type Blobs, blobReference } from '../store/blobs.ts'
import type { Store } from '../store/store.ts'
import { deleteTraces } from './delete-traces.ts'
import { createExpiry } from './expiry.ts'
import { createProjectRules } from './project-rules.ts'
import { contentAt, openTestHome, request, spanAt, type TestHome } from './test-home.ts'

vi.setConfig({ testTimeout: 60_000 })

let home: TestHome
let store: Store
let blobs: Blobs
beforeAll(async () => {
  home = await openTestHome()
  store = home.store
  blobs = home.blobs
}, 60_000)
afterAll(() => home.close())

it('takes pictures away with the last text, event, record or large value that shows them', async () => {
  const project = 'pictures~1'
  const picture = (n: number) => blobs.put(project, Buffer.alloc(5000, n))
  const [inText, inEvent, inRecord, inLarge, kept] = await Promise.all([1, 2, 3, 4, 5].map(picture))
  const large = (text: string) => blobs.put(project, Buffer.from(text.padEnd(2 ** 20 + 1)))
  const mine = await large(`first blob:${inLarge};image/png`)
  const other = await large(`second blob:${inLarge};image/png`)
  await store.insertRows(
    'spans',
    ['p', 'q'].map((trace) => ({ ...spanAt(project, trace), end_time: '2026-03-01 10:00:01' })),
  )
  const texts = `[{"uri":"blob:${inText};image/png"},{"uri":"blob:${kept};image/png"}]`
  await store.insertRows('span_content', [
    {
      ...contentAt(project, 'p', { values: [texts, mine], types: 'sr' }),
      events: `bytes blob:${inEvent};image/png bytes`,
    },
    contentAt(project, 'q', { values: [other], types: 'r' }),
  ])
  await store.insertRows('span_fragments', [
    { ...spanAt(project, 'p'), fragment_id: 'f', payload: `bytes blob:${inRecord};audio/wav bytes` },
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

  const { deletions, errors } = home.openDeletions()
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
    ...contentAt(project, day, { values, types, day }),
    retention_days: 7,
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
  const log = (trace_id: string, shown: string) => ({
    ...spanAt(project, trace_id),
    fragment_id: 'f',
    payload: `blob:${shown};`,
  })
  await store.insertRows('span_fragments', [log('2026-04-07', record), log('2026-04-21', elsewhere)])
  await store.insertRows('retention_classes', [
    { project_id: project, from_time: '2026-01-01 00:00:00', days: 7, version: 1 },
  ])
  const rules = createProjectRules(store)
  await rules.refresh()
  const clock = clockAt(() => Date.UTC(2026, 3, 22))
  const expiry = createExpiry({ store, blobs, clock, rules, onError: (error) => expect(error).toBeUndefined() })

  await expiry.run()
  expect(await home.tracesIn('span_content', project)).toEqual(['2026-04-21'])
  const left = await Promise.all([once, large, record, young, elsewhere].map((one) => blobs.get(project, one)))
  expect(left.map((bytes) => bytes !== undefined)).toEqual([false, false, false, true, true])
})

const pictureIn = (project: string, trace: string, reference: string) =>
  contentAt(project, trace, { values: [`blob:${reference};image/png`], types: 's' })

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
  const { deletions, errors } = home.openDeletions(late)
  await deletions.ask({ ...request('trace', 'only'), project_id: project })
  await deletions.settled()
  expect(errors).toEqual([])
  expect(await blobs.get(project, shown)).toBeUndefined()
})
