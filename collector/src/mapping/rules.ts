/**
 * A project's mapping rules, as a view over a view: where a rule finds a value, the span seems to carry it under the
 * key that its field is read from first. The mappers stay the only ones who read, on write and on read alike.
 */
import type { MappedField, MappingRule } from '@vitrine/schemas'
import type { AttributeValue, SpanView } from './span-view.ts'
import { ViewOver } from './view-over.ts'

/** The key that a field is read from first. A field without one is not read here. */
export type FieldKeys = Readonly<Partial<Record<MappedField, string>>>

/** For reads of content: what a rule may say of messages. */
export const CONTENT_FIELD_KEYS: FieldKeys = { input: 'gen_ai.input.messages', output: 'gen_ai.output.messages' }

/** The view itself where no rule finds anything. */
export function withRules(view: SpanView, rules: readonly MappingRule[], keys: FieldKeys): SpanView {
  let values: Map<string, AttributeValue> | undefined
  for (const rule of rules) {
    const key = keys[rule.field]
    if (key === undefined || values?.has(key) === true) continue
    if (rule.scope !== '' && rule.scope !== view.scopeName) continue
    const value = view.has(rule.attribute) ? view.get(rule.attribute) : view.resource(rule.attribute)
    if (value === undefined || value === null || value === '') continue
    values ??= new Map()
    values.set(key, value)
  }
  return values === undefined ? view : new RuledView(view, values)
}

class RuledView extends ViewOver {
  readonly #values: ReadonlyMap<string, AttributeValue>
  #keys: readonly string[] | undefined

  constructor(base: SpanView, values: ReadonlyMap<string, AttributeValue>) {
    super(base)
    this.#values = values
  }

  override keys(): readonly string[] {
    this.#keys ??= [...new Set([...this.base.keys(), ...this.#values.keys()])]
    return this.#keys
  }

  override has(key: string): boolean {
    return this.#values.has(key) || this.base.has(key)
  }

  override get(key: string): AttributeValue | undefined {
    return this.#values.has(key) ? this.#values.get(key) : this.base.get(key)
  }

  override bytes(key: string): Uint8Array | undefined {
    const value = this.#values.get(key)
    if (value === undefined) return this.base.bytes(key)
    return typeof value === 'string' ? Buffer.from(value) : undefined
  }
}
