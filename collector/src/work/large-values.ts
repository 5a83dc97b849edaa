/**
 * Which values of the blob store go with traces: large ones that stand alone in an attribute, and pictures, sound and
 * files that were taken out of a text, an event or a log record. Each is kept once for all that carry it.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Blobs } from '../store/blobs.ts'
import { blobHash } from '../store/blobs.ts'
import type { Store } from '../store/store.ts'

/** As RE2 and JavaScript both read it. In somebody's own text it names nothing, and nothing is found under it. */
const REFERENCE = 'sha256:[0-9a-f]{64}:[0-9]+'
/** Words that the engine looks for at once. */
const HASHES_AT_ONCE = 50
const MAX_ROWS = 1_000_000
/** Between two looks at values that were put while they were looked for. */
const AGAIN_MS = 500
/** Content of a project is read here, when the index cannot say where a hash stands. */
const PATIENT = { maxSeconds: 600, maxRows: MAX_ROWS }

type Traces = Readonly<{ project: string; ids: readonly string[] }>

interface Going {
  readonly project: string
  /** Conditions on content and on log records, and what they name. */
  readonly content: string
  readonly fragments: string
  readonly params: Readonly<Record<string, unknown>>
}

const IN_CONTENT = `arrayConcat(arrayFlatten(arrayMap(value -> extractAll(value, '${REFERENCE}'), attribute_values)),
            extractAll(events, '${REFERENCE}'))`

/** References of these traces, before they go. */
export function referencesOf(store: Store, blobs: Blobs, { project, ids }: Traces): Promise<readonly string[]> {
  const isOne = 'trace_id in {ids:Array(String)}'
  return referencesWhere(store, blobs, { project, content: isOne, fragments: isOne, params: { ids } })
}

/** References of what goes, before it goes. */
export async function referencesWhere(store: Store, blobs: Blobs, going: Going): Promise<readonly string[]> {
  const { project, content, fragments, params } = going
  const rows = await store.query<{ reference: string; whole: number }>(
    `select reference, max(is_whole) as whole
     from
     (
        select arrayJoin(${IN_CONTENT}) as reference, position(attribute_types, 'r') > 0 as is_whole
        from span_content
        where project_id = {project:String} and ${content}
        union all
        select arrayJoin(extractAll(payload, '${REFERENCE}')) as reference, 0 as is_whole
        from span_fragments
        where project_id = {project:String} and ${fragments}
     )
     group by reference
     limit ${MAX_ROWS}`,
    { ...params, project },
    PATIENT,
  )
  const found = new Set(rows.map(({ reference }) => reference))
  for (const { reference, whole } of rows) {
    if (Number(whole) === 0) continue
    for (const inner of await referencesIn(blobs, project, reference)) found.add(inner)
  }
  return [...found]
}

interface Candidates {
  readonly project: string
  readonly references: readonly string[]
  /** Id of a partition of content that goes in a moment: what stands only there is unused. */
  readonly besides?: string
}

/**
 * Takes away those of them that nothing of the project refers to, and returns those that were not there: somebody may be
 * about to put them. One that is put again meanwhile is looked up again.
 */
export async function deleteUnused(store: Store, blobs: Blobs, asked: Candidates): Promise<readonly string[]> {
  const absent: string[] = []
  for (let references = asked.references; references.length > 0; ) {
    const putAgain: string[] = []
    const removal = blobs.beginRemoval()
    try {
      for (const reference of await unusedOf(store, blobs, { ...asked, references })) {
        const outcome = await removal.remove(asked.project, reference)
        if (outcome === 'absent') absent.push(reference)
        else if (outcome === 'needed') putAgain.push(reference)
      }
    } finally {
      removal.end()
    }
    if (putAgain.length > 0) await pause(AGAIN_MS)
    references = putAgain
  }
  return absent
}

async function unusedOf(store: Store, blobs: Blobs, asked: Candidates): Promise<readonly string[]> {
  const { project, references, besides = '' } = asked
  const left = new Set(references)
  for (let at = 0; at < references.length; at += HASHES_AT_ONCE) {
    const some = references.slice(at, at + HASHES_AT_ONCE)
    for (const used of await usedInRows(store, { project, references: some, besides })) left.delete(used)
  }
  // A large value is a file of its own, which no query reads: a picture in it is in use.
  if (left.size > 0) {
    for (const reference of await largeValues(store, { project, besides })) {
      for (const inner of await referencesIn(blobs, project, reference)) left.delete(inner)
      if (left.size === 0) break
    }
  }
  return [...left]
}

async function usedInRows(store: Store, asked: Required<Candidates>): Promise<readonly string[]> {
  const hashes = asked.references.flatMap((reference) => blobHash(reference) ?? [])
  const rows = await store.query<{ reference: string }>(
    `select distinct arrayJoin(arrayIntersect(mentioned, {references:Array(String)})) as reference
     from
     (
        select ${IN_CONTENT} as mentioned
        from span_content
        where project_id = {project:String} and _partition_id != {besides:String}
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
    { ...asked, hashes },
    PATIENT,
  )
  return rows.map(({ reference }) => reference)
}

async function largeValues(
  store: Store,
  asked: Readonly<{ project: string; besides: string }>,
): Promise<readonly string[]> {
  const rows = await store.query<{ reference: string }>(
    `select distinct arrayJoin(arrayFilter((value, index) -> substring(attribute_types, index, 1) = 'r',
        attribute_values, arrayEnumerate(attribute_values))) as reference
     from span_content
     where project_id = {project:String} and _partition_id != {besides:String} and position(attribute_types, 'r') > 0
     limit ${MAX_ROWS}`,
    asked,
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
