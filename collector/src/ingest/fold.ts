/**
 * A span and what came of it in other deliveries (log records, announcements while it was open), in whatever order
 * they come: whenever one arrives, all fragments of the span and its content are read and the whole row is derived
 * anew. The result depends only on what is there, so folding again, or in another order, gives the same row.
 * Fragments without a span wait in their table.
 */
import type { MappingRule, SpanRow } from '@vitrine/schemas'
import type { DecodedSpan } from '../decode/decoded-span.ts'
import type { ProjectRules } from '../derive.ts'
import { deriveSpan } from '../enrich/derive-span.ts'
import { createPriceBook, type PriceBook, type PriceBookFile } from '../enrich/price-book.ts'
import { createPriceBooks, type PriceBooks } from '../enrich/project-prices.ts'
import { withAnnouncements } from '../mapping/announcements.ts'
import { type Fragment, viewOfContent } from '../mapping/content-view.ts'
import type { TokenCounter } from '../normalise/estimates.ts'
import { contentHashIn, epochIn, tombstoneVersion } from '../normalise/times.ts'
import { countTokens } from '../normalise/token-counter.ts'
import { encodeSpans, type StoredRow } from '../store/encode-spans.ts'
import type { Store } from '../store/store.ts'
import { readFragments, readSpansToFold, type SpanToFold, type StartRange } from './fold-reads.ts'
import type { Stored } from './narrow.ts'

export interface Folder {
  /** Call it after the batch is in. */
  fold(stored: readonly Stored[]): Promise<void>
}

/** What is known of a project while its spans are folded. */
export type RulesOf = (projectId: string) => Pick<ProjectRules, 'epoch' | 'reading'>

export function createFolder(options: {
  readonly store: Store
  readonly prices: PriceBookFile
  readonly rulesOf: RulesOf
}): Folder {
  const prices = createPriceBooks(createPriceBook(options.prices))
  const { store } = options
  let projects: Promise<Set<string>> | undefined
  return {
    fold: async (stored) => {
      projects ??= projectsWithFragments(store)
      const withFragments = await projects
      for (const { batch } of stored) for (const { projectId } of batch.fragments) withFragments.add(projectId)
      for (const [projectId, traces] of tracesOf(stored, withFragments)) {
        const fragments = await readFragments(store, projectId, [...traces.ids])
        const ids = [...new Set([...fragments.keys()].map((key) => key.slice(0, key.indexOf('/'))))]
        if (ids.length === 0) continue
        const spans = await readSpansToFold(store, { projectId, ids, range: traces.range })
        const by = foldingOf(projectId, options.rulesOf(projectId), prices)
        const rows = deliveriesOf(spans).flatMap(([key, deliveries]) =>
          foldDeliveries(deliveries, fragments.get(key) ?? [], by),
        )
        for (const { spans: spanBlock, content } of encodeSpans(rows)) {
          await store.insertNative('span_content', [content])
          await store.insertNative('spans', [spanBlock])
        }
      }
    },
  }
}

/** By `<trace id>/<span id>`: rows of one span have different start times, for equal ones replace each other. */
function deliveriesOf(spans: readonly SpanToFold[]): readonly (readonly [string, readonly SpanToFold[]])[] {
  const deliveries = new Map<string, SpanToFold[]>()
  for (const span of spans) {
    const key = `${span.traceId}/${span.spanId}`
    const list = deliveries.get(key)
    if (list === undefined) deliveries.set(key, [span])
    else list.push(span)
  }
  return [...deliveries]
}

/** What must be written: the best delivery, folded, and a tombstone for each that has another start. */
function foldDeliveries(
  deliveries: readonly SpanToFold[],
  fragments: readonly Fragment[],
  by: Folding,
): readonly StoredRow[] {
  const [best, ...others] = [...deliveries].sort((a, b) => (a.version > b.version ? -1 : 1))
  if (best === undefined || fragments.length === 0) return []
  const gone = others.map((span) => ({
    ...foldSpan(span, fragments, by),
    version: tombstoneVersion(span.version),
    deleted: 1 as const,
  }))
  // The one announcement of a span that still runs is its row already.
  const isAlone = best.content.rawEndNs === 0n && fragments.length === 1 && fragments[0]?.kind === 'span'
  if (isAlone) return gone
  const row = foldSpan(best, fragments, by)
  return row.version === best.version ? gone : [row, ...gone]
}

/** What a stored span is derived by. */
export interface Folding {
  readonly epoch: number
  readonly mapping?: readonly MappingRule[] | undefined
  readonly countTokens?: TokenCounter | undefined
  readonly prices: PriceBook
}

export function foldingOf(
  projectId: string,
  { epoch, reading }: Pick<ProjectRules, 'epoch' | 'reading'>,
  prices: PriceBooks,
): Folding {
  return {
    epoch,
    mapping: reading?.mapping,
    countTokens: reading?.estimatesTokens === true ? countTokens : undefined,
    prices: reading === undefined ? prices.base : prices.of(projectId, reading),
  }
}

/** Pure; the order of the fragments does not matter. The epoch never falls: history may be newer than the rules here. */
export function foldSpan(span: SpanToFold, fragments: readonly Fragment[], by: Folding): SpanRow {
  const { content } = withAnnouncements(span, fragments)
  const decoded: DecodedSpan = {
    view: viewOfContent(span, fragments),
    content: { ...content, attributeValues: content.attributeValues.map(bytesOf) },
    payload: NO_BYTES,
    index: 0,
    isDamaged: span.isDamaged,
    // Of the delivery alone: what was folded into it has its own place in the version.
    contentHash: contentHashIn(span.version),
  }
  const row = deriveSpan(
    decoded,
    {
      projectId: span.projectId,
      keyId: span.keyId,
      protocol: span.protocol,
      partition: span.partition,
      offset: span.offset,
      receivedMs: span.receivedMs,
      epoch: Math.max(by.epoch, epochIn(span.version)),
      mapping: by.mapping,
      countTokens: by.countTokens,
      retentionDaysFor: () => span.retentionDays,
      fragmentsFolded: fragments.length,
      clientId: span.clientId,
      clientTraceId: span.clientTraceId,
    },
    by.prices,
  )
  // Content stays the delivery's own, so that the next fold starts from the same; readers merge as we do.
  return { ...row, ...(span.content.attributeTypes.includes('r') ? span.sides : {}), content: span.content }
}

const NO_BYTES = new Uint8Array()

function bytesOf(value: Uint8Array | string): Uint8Array {
  return typeof value === 'string' ? Buffer.from(value) : value
}

async function projectsWithFragments(store: Store): Promise<Set<string>> {
  const rows = await store.query<{ project_id: string }>('select distinct project_id from span_fragments limit 100000')
  return new Set(rows.map((row) => row.project_id))
}

interface Traces {
  readonly ids: Set<string>
  range: StartRange | undefined
}

function tracesOf(stored: readonly Stored[], projects: ReadonlySet<string>): ReadonlyMap<string, Traces> {
  const found = new Map<string, Traces>()
  const ofProject = (projectId: string) => {
    const known = found.get(projectId)
    if (known !== undefined) return known
    const fresh: Traces = { ids: new Set(), range: undefined }
    found.set(projectId, fresh)
    return fresh
  }
  for (const { batch } of stored) {
    for (const { projectId, traceId, minStartNs, maxStartNs } of batch.traces) {
      if (!projects.has(projectId)) continue
      const traces = ofProject(projectId)
      traces.ids.add(traceId)
      const { firstNs, lastNs } = traces.range ?? { firstNs: minStartNs, lastNs: maxStartNs }
      traces.range = {
        firstNs: earlier(minStartNs, firstNs),
        lastNs: earlier(maxStartNs, lastNs) === maxStartNs ? lastNs : maxStartNs,
      }
    }
    for (const { projectId, traceId } of batch.fragments) ofProject(projectId).ids.add(traceId)
  }
  return found
}

function earlier(a: bigint, b: bigint): bigint {
  if (a < b) return a
  return b
}
