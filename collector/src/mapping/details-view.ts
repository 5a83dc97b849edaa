/**
 * A call whose facts came in the event of its details and not among its attributes: an emitter may write them to either,
 * and Strands writes one field per event.
 */
import type { AttributeValue, EventView, SpanView } from './span-view.ts'
import { isDictionary } from './values.ts'
import { ViewOver } from './view-over.ts'

export const DETAILS = 'gen_ai.client.inference.operation.details'

/** Attributes that tell that the span speaks of a call, and those that say that it tells all of it. */
const SPEAKS = ['gen_ai.operation.name', 'gen_ai.request.model']
const TELLS = ['gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens']

export function withDetails(view: SpanView): SpanView {
  if (!view.hasEvents || TELLS.some((key) => view.has(key)) || !SPEAKS.some((key) => view.has(key))) return view
  const events = view.events().filter((event) => event.name === DETAILS)
  return events.length === 0 ? view : new DetailsView(view, events)
}

/** Among its attributes, or in its body where that holds them. */
export function toldBy(event: EventView, key: string): AttributeValue | undefined {
  return event.get(key) ?? (isDictionary(event.body) ? (event.body[key] as AttributeValue | undefined) : undefined)
}

class DetailsView extends ViewOver {
  readonly #events: readonly EventView[]

  constructor(base: SpanView, events: readonly EventView[]) {
    super(base)
    this.#events = events
  }

  override has(key: string): boolean {
    return this.base.has(key) || this.#told(key) !== undefined
  }

  override get(key: string): AttributeValue | undefined {
    return this.base.get(key) ?? this.#told(key)
  }

  #told(key: string): AttributeValue | undefined {
    if (!key.startsWith('gen_ai.')) return undefined
    for (const event of this.#events) {
      const value = toldBy(event, key)
      if (value !== undefined) return value
    }
    return undefined
  }
}
