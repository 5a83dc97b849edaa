/**
 * Which values of the blob store go with traces: large ones that stand alone in an attribute, and pictures, sound and
 * files that were taken out of a text, an event or a log record. Each is kept once for all that carry it.
 */
import type { Blobs } from '../store/blobs.ts'
import { blobHash } from '../store/blobs.ts'
import type { Store } from '../store/store.ts'

/** As RE2 and JavaScript both read it. In somebody's own text it names nothing, and nothing is found under it. */
const REFERENCE = 'sha256:[0-9a-f]{64}:[0-9]+'
/** Words that the engine looks for at once. */
const HASHES_AT_ONCE = 50
const MAX_ROWS = 1_000_000
/** Content of a project is read here, when the index cannot say where a hash stands. */
const PATIENT = { maxSeconds: 600, maxRows: MAX_ROWS }

type Traces = Readonly<{ project: string; ids: readonly string[] }>

const IN_CONTENT = `arrayConcat(arrayFlatten(arrayMap(value -> extractAll(value, '${REFERENCE}'), attribute_values)),
            extractAll(events, '${REFERENCE}'))`

/** References of these traces, before they go. */
export async function referencesOf(store: Store, blobs: Blobs, traces: Traces): Promise<readonly string[]> {
  const where = 'where project_id = {project:String} and trace_id in {ids:Array(String)}'
  const rows = await store.query<{ reference: string; whole: number }>(
    `select reference, max(is_whole) as whole
     from
     (
        select arrayJoin(${IN_CONTENT}) as reference, position(attribute_types, 'r') > 0 as is_whole
        from span_content ${where}
        union all
        select arrayJoin(extractAll(payload, '${REFERENCE}')) as reference, 0 as is_whole
        from span_fragments ${where}
     )
     group by reference
     limit ${MAX_ROWS}`,
    traces,
    PATIENT,
  )
  const found = new Set(rows.map(({ reference }) => reference))
  for (const { reference, whole } of rows) {
    if (Number(whole) === 0) continue
    for (const inner of await referencesIn(blobs, traces.project, reference)) found.add(inner)
  }
  return [...found]
}

/** Of these, those that nothing of the project refers to. */
export async function unusedOf(
  store: Store,
  blobs: Blobs,
  project: string,
  references: readonly string[],
): Promise<readonly string[]> {
  const left = new Set(references)
  for (let at = 0; at < references.length; at += HASHES_AT_ONCE) {
    const some = references.slice(at, at + HASHES_AT_ONCE)
    for (const used of await usedInRows(store, project, some)) left.delete(used)
  }
  // A large value is a file of its own, which no query reads: a picture in it is in use.
  if (left.size > 0) {
    for (const reference of await largeValues(store, project)) {
      for (const inner of await referencesIn(blobs, project, reference)) left.delete(inner)
      if (left.size === 0) break
    }
  }
  return [...left]
}

async function usedInRows(store: Store, project: string, references: readonly string[]): Promise<readonly string[]> {
  const hashes = references.flatMap((reference) => blobHash(reference) ?? [])
  const rows = await store.query<{ reference: string }>(
    `select distinct arrayJoin(arrayIntersect(mentioned, {references:Array(String)})) as reference
     from
     (
        select ${IN_CONTENT} as mentioned
        from span_content
        where project_id = {project:String}
            and (hasAnyTokens(attribute_values, {hashes:Array(String)}) or hasAnyTokens(events, {hashes:Array(String)}))
        union all
        select extractAll(payload, '${REFERENCE}') as mentioned
        from span_fragments
        where project_id = {project:String} and hasAnyTokens(payload, {hashes:Array(String)})
        union all
        select extractAll(concat(input, ' ', expected, ' ', metadata), '${REFERENCE}') as mentioned
        from dataset_items final
        where project_id = {project:String} and multiSearchAny(concat(input, ' ', expected, ' ', metadata), {hashes:Array(String)})
     )
     limit ${MAX_ROWS}`,
    { project, references, hashes },
    PATIENT,
  )
  return rows.map(({ reference }) => reference)
}

async function largeValues(store: Store, project: string): Promise<readonly string[]> {
  const rows = await store.query<{ reference: string }>(
    `select distinct arrayJoin(arrayFilter((value, index) -> substring(attribute_types, index, 1) = 'r',
        attribute_values, arrayEnumerate(attribute_values))) as reference
     from span_content
     where project_id = {project:String} and position(attribute_types, 'r') > 0
     limit ${MAX_ROWS}`,
    { project },
    PATIENT,
  )
  return rows.map(({ reference }) => reference)
}

async function referencesIn(blobs: Blobs, project: string, reference: string): Promise<readonly string[]> {
  const bytes = await blobs.get(project, reference)
  if (bytes === undefined) return []
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  return text.match(new RegExp(REFERENCE, 'g')) ?? []
}
