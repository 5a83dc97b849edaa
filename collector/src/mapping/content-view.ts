/**
 * A SpanView over the content row: what decode makes of a body and what the store gives back have the same shape,
 * so one view serves both, and a dialect reads the same on write, on read and when history is mapped anew.
 */
import { withAnnouncements } from './announcements.ts'
import { valueFrom } from './any-value.ts'
import type { ContentRow, Fragment } from './content-row.ts'
import { type AttributeRecord, EventRecord, readEvents, readResource, readScopeName } from './otlp-records.ts'
import type { AttributeValue, EventView, SpanView } from './span-view.ts'
import { asBuffer } from './wire.ts'

export type { ContentRow, Fragment } from './content-row.ts'

/** The view of a stored span: merged with its announcements, its log records behind its events in order of time. */
export function viewOfContent(row: ContentRow, fragments: readonly Fragment[] = []): SpanView {
  return new ContentView(withAnnouncements(row, fragments), fragments)
}

class ContentView implements SpanView {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly name: string
  readonly #content: ContentRow['content']
  readonly #fragments: readonly Fragment[]
  #indexes: Map<string, number> | undefined
  #events: readonly EventView[] | undefined
  #resource: AttributeRecord | undefined
  #scope: { name: string; version: string } | undefined

  constructor(row: ContentRow, fragments: readonly Fragment[]) {
    this.traceId = row.traceId
    this.spanId = row.spanId
    this.parentSpanId = row.parentSpanId
    this.name = row.name
    this.#content = row.content
    this.#fragments = fragments
  }

  get startNs(): bigint {
    return this.#content.rawStartNs
  }

  get endNs(): bigint {
    return this.#content.rawEndNs
  }

  get otelKind(): number {
    return this.#content.otelKind
  }

  get statusCode(): number {
    return this.#content.statusCode
  }

  get statusMessage(): string {
    return this.#content.statusMessage
  }

  get scopeName(): string {
    return this.#scopeOf().name
  }

  get scopeVersion(): string {
    return this.#scopeOf().version
  }

  get hasEvents(): boolean {
    return this.#content.events.byteLength > 0 || this.#fragments.some((fragment) => fragment.kind === 'log')
  }

  keys(): readonly string[] {
    return [...this.#index().keys()]
  }

  has(key: string): boolean {
    return this.#index().has(key)
  }

  get(key: string): AttributeValue | undefined {
    const index = this.#index().get(key)
    if (index === undefined) return undefined
    const value = this.#content.attributeValues[index] as Uint8Array | string
    const type = this.#content.attributeTypes[index] as string
    return valueFrom(type, typeof value === 'string' ? value : asBuffer(value))
  }

  bytes(key: string): Uint8Array | undefined {
    const index = this.#index().get(key)
    if (index === undefined || this.#content.attributeTypes[index] !== 's') return undefined
    const value = this.#content.attributeValues[index] as Uint8Array | string
    return typeof value === 'string' ? Buffer.from(value) : value
  }

  resource(key: string): AttributeValue | undefined {
    return this.#resourceOf().get(key)
  }

  resourceKeys(): readonly string[] {
    return this.#resourceOf().keys()
  }

  events(): readonly EventView[] {
    this.#events ??= this.#readEvents()
    return this.#events
  }

  #readEvents(): readonly EventView[] {
    const own = readEvents(this.#content.events)
    const logs = this.#fragments
      .filter((fragment) => fragment.kind === 'log')
      .sort((a, b) => (a.timeNs < b.timeNs ? -1 : a.timeNs > b.timeNs ? 1 : 0))
      .map((fragment) => EventRecord.ofLog(fragment.payload))
    return logs.length === 0 ? own : [...own, ...logs]
  }

  #index(): Map<string, number> {
    if (this.#indexes !== undefined) return this.#indexes
    const indexes = new Map<string, number>()
    const keys = this.#content.attributeKeys
    for (let i = 0; i < keys.length; i++) indexes.set(keys[i] as string, i)
    this.#indexes = indexes
    return indexes
  }

  #resourceOf(): AttributeRecord {
    this.#resource ??= readResource(this.#content.resource)
    return this.#resource
  }

  #scopeOf(): { name: string; version: string } {
    this.#scope ??= readScopeName(this.#content.scope)
    return this.#scope
  }
}
