/**
 * How a span came to be read as it is. There is no second reading: the mapper runs again and again over the span with
 * one attribute hidden each time, and what changes was fed by it. So the answer is right for every dialect, those with
 * conditions and exceptions too, and for the project's own rules.
 */
import type { SpanDoctor } from '@vitrine/schemas/api'
import { contentRoleOf } from '../mapping/content-keys.ts'
import { type ContentRow, type Fragment, viewOfContent } from '../mapping/content-view.ts'
import { contentOf } from '../mapping/messages.ts'
import { CONTENT_FIELD_KEYS, withRules } from '../mapping/rules.ts'
import type { AttributeValue, SpanView } from '../mapping/span-view.ts'
import { ViewOver } from '../mapping/view-over.ts'
import { adviceFor } from './advice.ts'
import { deriveAgain, type FieldTexts, glimpse, type ReadUnder, textsOf } from './fields.ts'

/** More groups of attributes than this are not tried one by one: a span of thousands of keys is an accident. */
const MAX_GROUPS = 400
/** Above it, messages are not made again for every attribute. */
const MAX_CONTENT_BYTES = 512 * 1024
/** Many parts of a conversation are one thing to the reader. */
const NOTHING = JSON.stringify([])

export function diagnose(row: ContentRow, fragments: readonly Fragment[], under: ReadUnder): SpanDoctor {
  const view = viewOfContent(row, fragments)
  const groups = groupsOf(view)
  const read = new Reading(row, fragments, under)
  const found = read.without(NO_KEYS)
  const fedBy = new Map<string, Source[]>(Object.keys(found.texts).map((field) => [field, []]))
  const tried = [...groups.keys()].slice(0, MAX_GROUPS)
  for (const group of tried) {
    const less = read.without(new Set(groups.get(group)))
    for (const field of differences(found.texts, less.texts)) {
      // What appears only when something is hidden was not fed by it.
      if (found.texts[field] !== null) fedBy.get(field)?.push({ key: group, how: 'alone' })
    }
  }
  for (const [field, sources] of fedBy) {
    const text = found.texts[field] ?? null
    if (text !== null && sources.length === 0)
      sources.push(...sharedSources(read, { field, text, groups, tried, view }))
  }
  const used = new Set([...fedBy.values()].flat().map(({ key }) => key))
  return {
    dialect: { name: found.dialect, by: recognisedBy(read, found.dialect, groups) },
    scope: { name: orNull(view.scopeName), version: orNull(view.scopeVersion) },
    fields: [...fedBy].flatMap(([field, sources]) => {
      const value = found.texts[field] ?? null
      return value === null
        ? []
        : [{ field, value: glimpse(value), sources: sources.map((source) => sourceAnswer(source, view, groups)) }]
    }),
    ignored: tried
      .filter((group) => !used.has(group))
      .map((group) => ({ key: group, value: glimpseOf(view, groups, group) })),
    missing: [...adviceFor({ view, dialect: found.dialect, texts: found.texts })],
    untried: groups.size - tried.length,
  }
}

type Found = { readonly texts: FieldTexts; readonly dialect: string }

class Reading {
  readonly #row: ContentRow
  readonly #fragments: readonly Fragment[]
  readonly #under: ReadUnder
  readonly #hasContent: boolean

  constructor(row: ContentRow, fragments: readonly Fragment[], under: ReadUnder) {
    this.#row = row
    this.#fragments = fragments
    this.#under = under
    const bytes = row.content.attributeValues.reduce((sum, value) => sum + value.length, 0)
    this.#hasContent = bytes <= MAX_CONTENT_BYTES
  }

  /** The reading of the span as if it had not these keys. */
  without(hidden: ReadonlySet<string>): Found {
    const { texts, dialect } = this.facts(hidden)
    return { texts: { ...texts, ...this.content(hidden) }, dialect }
  }

  /** One field alone: content is made only for content, which costs more than all facts. */
  field(name: string, hidden: ReadonlySet<string>): string | null {
    return (CONTENT_FIELDS.has(name) ? this.content(hidden) : this.facts(hidden).texts)[name] ?? null
  }

  /** Without the content; as if it came from an unknown scope, too. */
  facts(hidden: ReadonlySet<string>, isScopeHidden = false): Found {
    const wrap = (view: SpanView) => new HidingView(view, hidden, isScopeHidden)
    const derived = deriveAgain(this.#row, this.#fragments, this.#under, wrap)
    return { texts: textsOf(derived), dialect: derived.dialect }
  }

  content(hidden: ReadonlySet<string>): FieldTexts {
    if (!this.#hasContent) return {}
    const plain = new HidingView(viewOfContent(this.#row, this.#fragments), hidden, false)
    const { messages, tools, documents } = contentOf(withRules(plain, this.#under.rules, CONTENT_FIELD_KEYS))
    const textOf = (list: unknown) => {
      const text = JSON.stringify(list)
      return text === NOTHING ? null : text
    }
    return { messages: textOf(messages), tools: textOf(tools), documents: textOf(documents) }
  }
}

const NO_KEYS: ReadonlySet<string> = new Set()
const CONTENT_FIELDS: ReadonlySet<string> = new Set(['messages', 'tools', 'documents'])

class HidingView extends ViewOver {
  readonly #hidden: ReadonlySet<string>
  readonly #isScopeHidden: boolean

  constructor(base: SpanView, hidden: ReadonlySet<string>, isScopeHidden: boolean) {
    super(base)
    this.#hidden = hidden
    this.#isScopeHidden = isScopeHidden
  }

  override get scopeName(): string {
    return this.#isScopeHidden ? '' : super.scopeName
  }

  override keys(): readonly string[] {
    return super.keys().filter((key) => !this.#hidden.has(key))
  }

  override has(key: string): boolean {
    return !this.#hidden.has(key) && super.has(key)
  }

  override get(key: string): AttributeValue | undefined {
    return this.#hidden.has(key) ? undefined : super.get(key)
  }

  override bytes(key: string): Uint8Array | undefined {
    return this.#hidden.has(key) ? undefined : super.bytes(key)
  }
}

/** By the name of the group its keys: `llm.input_messages.*` is one thing, other keys are each their own. */
function groupsOf(view: SpanView): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>()
  for (const key of view.keys()) {
    const list = contentRoleOf(key) === 'none' ? null : /\.\d+(?:\.|$)/.exec(key)
    const name = list === null ? key : `${key.slice(0, list.index)}.*`
    const keys = groups.get(name)
    if (keys === undefined) groups.set(name, [key])
    else keys.push(key)
  }
  return groups
}

function differences(a: FieldTexts, b: FieldTexts): readonly string[] {
  return Object.keys(a).filter((field) => a[field] !== b[field])
}

interface Source {
  readonly key: string
  /** `alone`: without it the field would differ; `shared`: others say the same; `span`: no attribute. */
  readonly how: 'alone' | 'shared' | 'span' | 'resource'
}

/**
 * No attribute alone made the field: several would. The smallest set without which it differs is looked for by
 * giving back one after the other; what cannot be given back is in it. The first of them is the one that is read.
 */
function sharedSources(
  read: Reading,
  of: {
    field: string
    text: string
    groups: ReadonlyMap<string, readonly string[]>
    tried: readonly string[]
    view: SpanView
  },
): readonly Source[] {
  const { field, text, groups, tried, view } = of
  const differsWithout = (names: ReadonlySet<string>) =>
    read.field(field, new Set([...names].flatMap((name) => groups.get(name) ?? []))) !== text
  const hidden = new Set(tried)
  if (differsWithout(hidden)) {
    for (const name of [...tried].reverse()) {
      hidden.delete(name)
      if (!differsWithout(hidden)) hidden.add(name)
    }
    return tried.filter((name) => hidden.has(name)).map((key) => ({ key, how: 'shared' as const }))
  }
  const fromResource = view.resourceKeys().filter((key) => String(view.resource(key)) === text)
  if (fromResource.length > 0) return fromResource.map((key) => ({ key, how: 'resource' as const }))
  return [{ key: '', how: 'span' }]
}

/** The scope, or the first attribute that would tell it alone. */
function recognisedBy(
  read: Reading,
  dialect: string,
  groups: ReadonlyMap<string, readonly string[]>,
): SpanDoctor['dialect']['by'] {
  if (dialect === 'plain') return null
  const all = new Set([...groups.values()].flat())
  if (read.facts(all).dialect === dialect) return { kind: 'scope', key: null }
  for (const [key, keys] of [...groups].slice(0, MAX_GROUPS)) {
    const others = new Set([...all].filter((each) => !keys.includes(each)))
    if (read.facts(others, true).dialect === dialect) return { kind: 'attribute', key }
  }
  return { kind: 'scope', key: null }
}

function sourceAnswer(source: Source, view: SpanView, groups: ReadonlyMap<string, readonly string[]>) {
  if (source.how === 'span') return { key: null, how: source.how, value: null }
  const value = source.how === 'resource' ? glimpse(view.resource(source.key)) : glimpseOf(view, groups, source.key)
  return { key: source.key, how: source.how, value }
}

function glimpseOf(view: SpanView, groups: ReadonlyMap<string, readonly string[]>, group: string): string | null {
  const keys = groups.get(group) ?? []
  return keys.length === 1 && keys[0] === group ? glimpse(view.get(group)) : null
}

const orNull = (text: string) => (text === '' ? null : text)
