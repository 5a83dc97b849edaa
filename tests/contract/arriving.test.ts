import { afterEach, expect, it } from 'vitest'
import { type Arriving, createArriving } from '../../collector/src/base/arriving.ts'
import { grantScope } from '../../collector/src/query/project-scope.ts'
import { getTrace } from '../../collector/src/query/skeleton.ts'
import { streamSkeleton } from '../../collector/src/query/skeleton-stream.ts'
import type { Store } from '../../collector/src/store/store.ts'
import { boundStore } from '../../collector/src/store/test-bound-store.ts'
import { type IngestHome, openIngestHome, PROJECT } from '../support/ingest-home.ts'
import { llmSpan, newSpanId, newTraceId, otlpBody } from '../support/otlp.ts'

let home: IngestHome | undefined
afterEach(async () => {
  await home?.close()
  home = undefined
})

/** A read that is begun, and has looked in vain, before the spans of the batch are written. */
async function readWhileStored<T>(read: (store: Store, arriving: Arriving) => Promise<T>, traceId: string): Promise<T> {
  const arriving = createArriving({ maxWaitMs: 600_000, maxDoubtMs: 600_000 })
  let reading: Promise<T> | undefined
  const begin = async (store: Store) => {
    const looks: Promise<unknown>[] = []
    const watched: Store = {
      ...boundStore(store),
      query: (...asked) => {
        const answer = store.query<never>(...asked)
        looks.push(answer)
        return answer
      },
    }
    reading = read(watched, arriving)
    reading.catch(() => {})
    for (let seen = -1; seen < looks.length; ) {
      seen = looks.length
      await Promise.allSettled(looks)
      await new Promise(setImmediate)
    }
  }
  home = await openIngestHome({
    arriving,
    wrapStore: (store) => ({
      ...boundStore(store),
      insertNative: async (table, blocks) => {
        if (table === 'spans') await begin(store)
        await store.insertNative(table, blocks)
      },
    }),
  })
  await home.send(otlpBody([llmSpan({ traceId, spanId: newSpanId(), startMs: Date.now(), input: 3, output: 1 })]))
  await home.drain()
  if (reading === undefined) throw new Error('nothing was stored')
  return await reading
}

const scope = grantScope(PROJECT)

it('answers with a trace that was being stored when it was asked for', async () => {
  const id = newTraceId()
  const answer = await readWhileStored(
    (store, arriving) => getTrace(store, scope, { id, limit: 10, cursor: undefined }, { arriving }),
    id,
  )
  expect(answer).toMatchObject({ span_count: 1, spans: [{ kind: 'llm' }] })
})

it('streams a trace that was being stored when it was asked for', async () => {
  const id = newTraceId()
  const lines = await readWhileStored(async (store, arriving) => {
    const all: unknown[] = []
    for await (const line of streamSkeleton(store, scope, id, { arriving })) all.push(line)
    return all
  }, id)
  expect(lines).toMatchObject([{ type: 'header', span_count: 1 }, { type: 'spans', n: 1 }, { type: 'end' }])
})

it.each([
  ['of another id', PROJECT, newTraceId()],
  ['in another project', 'other~1', undefined],
])('says that a trace %s is not there', async (_what, project, other) => {
  const id = newTraceId()
  const asked = { id: other ?? id, limit: 10, cursor: undefined }
  const read = readWhileStored((store, arriving) => getTrace(store, grantScope(project), asked, { arriving }), id)
  await expect(read).rejects.toMatchObject({ code: 'unknown_trace' })
})
