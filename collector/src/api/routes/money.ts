/** A project's prices, mapping rules and switches. What is saved holds for spans from now on; a job applies it to history. */
import type { MappingRule, PriceColumn, ProjectPrice } from '@vitrine/schemas'
import { MAPPED_FIELDS } from '@vitrine/schemas'
import {
  type MappingAnswer,
  type MappingBody,
  type PriceBody,
  type ProjectPriceAnswer,
  parseTimeNs,
  type SpanDoctor,
} from '@vitrine/schemas/api'
import type { Control } from '../../control/control.ts'
import type { StoredPrice } from '../../control/project-rules.ts'
import type { ContentRow, Fragment } from '../../mapping/content-view.ts'
import type { ProjectScope } from '../../query/project-scope.ts'
import type { BlobReader } from '../../query/span-content.ts'
import { readStoredSpan } from '../../query/stored-span.ts'
import type { Store } from '../../store/store.ts'
import type { Rederiver } from '../../work/rederive.ts'
import { ApiError } from '../api-error.ts'
import type { Handlers } from '../handlers.ts'
import { readErrorOf } from '../read/read-errors.ts'
import { nsOfMs } from './projects.ts'

/** What the write side lends to these routes; main wires it. */
export interface MoneyOptions {
  readonly rederiver: Rederiver
  readonly book: { readonly version: string; readonly sources: readonly string[] }
  /** How a stored span came to be read as it is, under the project's rules. */
  readonly diagnose: (projectId: string, row: ContentRow, fragments: readonly Fragment[]) => SpanDoctor
  /** The canonical fields of a stored span as they would be read under these rules. */
  readonly fieldsUnder: (
    projectId: string,
    row: ContentRow,
    how: { readonly fragments: readonly Fragment[]; readonly rules: readonly MappingRule[] },
  ) => {
    readonly fields: Readonly<Record<string, string | null>>
    readonly attributes: Readonly<Record<string, string>>
  }
}

export interface MoneyRouteOptions {
  readonly store: Store
  readonly control: Control
  readonly blobs?: BlobReader
  readonly money: MoneyOptions
}

type Stored = { readonly row: ContentRow; readonly fragments: readonly Fragment[] }

export function moneyRoutes({ store, control, blobs, money }: MoneyRouteOptions) {
  const { rules } = control
  const storedSpan = async (scope: ProjectScope, asked: { trace_id: string; span_id: string }): Promise<Stored> => {
    const ids = { traceId: asked.trace_id, spanId: asked.span_id }
    const stored = await readStoredSpan(store, scope, ids, { blobs }).catch((error: unknown) => {
      throw readErrorOf(error)
    })
    if (stored === undefined) throw noContent(asked.span_id)
    return stored
  }
  const mappingAnswer = (projectId: string): MappingAnswer => ({
    rules: rules.of(projectId).mapping.map((rule) => ({ ...rule, scope: rule.scope === '' ? null : rule.scope })),
    fields: [...MAPPED_FIELDS],
  })
  return {
    listPrices: ({ scope }) => ({
      prices: rules.prices(scope().projectId).map(priceAnswer),
      book: { version: money.book.version, sources: [...money.book.sources] },
    }),

    async createPrice({ scope, body, userId }) {
      return priceAnswer(await rules.addPrice({ projectId: scope().projectId, userId, price: priceFrom(body) }))
    },

    async deletePrice({ scope, params, userId }) {
      const isKnown = await rules.removePrice({ projectId: scope().projectId, userId, id: params.price_id })
      if (!isKnown) throw unknownPrice(params.price_id)
      return { done: true }
    },

    getMapping: ({ scope }) => mappingAnswer(scope().projectId),

    async saveMapping({ scope, body, userId }) {
      const { projectId } = scope()
      await rules.saveMapping({ projectId, userId, rules: rulesFrom(body.rules) })
      return mappingAnswer(projectId)
    },

    async testMapping({ scope, body }) {
      const granted = scope()
      const { row, fragments } = await storedSpan(granted, body)
      const saved = rules.of(granted.projectId).mapping
      const drafts = rulesFrom(body.rules).map((rule, index) => ({ ...rule, id: `draft_${index + 1}` }))
      const before = money.fieldsUnder(granted.projectId, row, { fragments, rules: saved })
      const after = money.fieldsUnder(granted.projectId, row, { fragments, rules: drafts })
      const names = [...new Set([...Object.keys(before.fields), ...Object.keys(after.fields)])]
      return {
        trace_id: row.traceId,
        span_id: row.spanId,
        name: row.name,
        scope: before.fields.scope ?? null,
        attributes: { ...before.attributes },
        fields: names.map((field) => ({
          field,
          before: before.fields[field] ?? null,
          after: after.fields[field] ?? null,
        })),
      }
    },

    async getDoctor({ scope, params }) {
      const granted = scope()
      const { row, fragments } = await storedSpan(granted, params)
      return money.diagnose(granted.projectId, row, fragments)
    },

    getReading: ({ scope }) => readingAnswer(control, scope().projectId),

    async saveReading({ scope, body, userId }) {
      const { projectId } = scope()
      await rules.saveEstimates({ projectId, userId, estimatesTokens: body.estimate_tokens })
      return readingAnswer(control, projectId)
    },
  } satisfies Handlers
}

function readingAnswer(control: Control, projectId: string) {
  return { estimate_tokens: control.rules.of(projectId).estimatesTokens, epoch: control.epochOf(projectId) }
}

/** As it is kept: decimal texts as they came, so that nothing is ever a float. */
export function priceFrom(body: PriceBody): Omit<ProjectPrice, 'id'> {
  const tiers = body.tiers.map(({ above, per_million }) => {
    const perMillion: Partial<Record<PriceColumn, string>> = {}
    for (const [column, usd] of Object.entries(per_million))
      if (usd !== undefined) perMillion[column as PriceColumn] = usd
    return { above, perMillion }
  })
  const isAscending = tiers.every(({ above }, index) =>
    index === 0 ? above === 0 : above > (tiers[index - 1]?.above ?? 0),
  )
  if (!isAscending) throw badPrice('tiers', 'the first tier is above 0 tokens, and each other above more', 'sort them')
  if (tiers.some(({ perMillion }) => Object.keys(perMillion).length === 0)) {
    throw badPrice('tiers', 'a tier names no price', 'give at least input_uncached or output')
  }
  const fromNs = typeof body.from === 'string' ? parseTimeNs(body.from) : 0n
  if (fromNs === undefined || fromNs < 0n) throw badPrice('from', 'it is no time', 'write RFC 3339, or leave it out')
  return {
    model: body.model.trim(),
    provider: body.provider ?? '',
    service: body.service ?? '',
    fromNs: String(fromNs),
    tiers,
  }
}

export function rulesFrom(rules: MappingBody['rules']): readonly Omit<MappingRule, 'id'>[] {
  return rules.map(({ attribute, field, scope }) => ({ attribute, field, scope: scope ?? '' }))
}

function priceAnswer(price: StoredPrice): ProjectPriceAnswer {
  return {
    id: price.id,
    model: price.model,
    provider: price.provider === '' ? null : price.provider,
    service: price.service === '' ? null : price.service,
    from: price.fromNs === '0' ? null : price.fromNs,
    tiers: price.tiers.map(({ above, perMillion }) => ({ above, per_million: { ...perMillion } })),
    created: nsOfMs(price.createdMs),
  }
}

function badPrice(field: string, why: string, advice: string): ApiError {
  return new ApiError(400, 'invalid_body', `cannot take this price: ${why}`, { advice, params: { field } })
}

function unknownPrice(id: string): ApiError {
  return new ApiError(404, 'unknown_price', 'cannot find that price in this project', {
    advice: 'GET /api/v1/prices lists them; prices of the public book cannot be removed, only overruled',
    params: { price: id.slice(0, 200) },
  })
}

function noContent(spanId: string): ApiError {
  return new ApiError(404, 'unknown_span', 'cannot read the span again: its content was removed', {
    advice: 'choose another span',
    params: { span_id: spanId.slice(0, 200) },
  })
}
