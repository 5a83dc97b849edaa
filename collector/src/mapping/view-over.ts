/** A view that passes everything on to another: the base of views that add, hide or note something. */
import type { AttributeValue, EventView, SpanView } from './span-view.ts'

export class ViewOver implements SpanView {
  protected readonly base: SpanView

  constructor(base: SpanView) {
    this.base = base
  }

  get traceId() {
    return this.base.traceId
  }
  get spanId() {
    return this.base.spanId
  }
  get parentSpanId() {
    return this.base.parentSpanId
  }
  get name() {
    return this.base.name
  }
  get startNs() {
    return this.base.startNs
  }
  get endNs() {
    return this.base.endNs
  }
  get otelKind() {
    return this.base.otelKind
  }
  get statusCode() {
    return this.base.statusCode
  }
  get statusMessage() {
    return this.base.statusMessage
  }
  get scopeName() {
    return this.base.scopeName
  }
  get scopeVersion() {
    return this.base.scopeVersion
  }
  get hasEvents() {
    return this.base.hasEvents
  }

  keys(): readonly string[] {
    return this.base.keys()
  }

  has(key: string): boolean {
    return this.base.has(key)
  }

  get(key: string): AttributeValue | undefined {
    return this.base.get(key)
  }

  bytes(key: string): Uint8Array | undefined {
    return this.base.bytes(key)
  }

  resource(key: string): AttributeValue | undefined {
    return this.base.resource(key)
  }

  resourceKeys(): readonly string[] {
    return this.base.resourceKeys()
  }

  events(): readonly EventView[] {
    return this.base.events()
  }
}
