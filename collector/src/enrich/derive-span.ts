import type { SpanRow } from '@vitrine/schemas'
import type { DecodedSpan } from '../decode/decoded-span.ts'
import type { NormaliseContext } from '../normalise/context.ts'
import { normalise } from '../normalise/normalise.ts'
import { enrich } from './enrich.ts'
import type { PriceBook } from './price-book.ts'

/** From a decoded span to the row that is stored: the whole derivation, pure, used by ingest and by a re-map. */
export function deriveSpan(span: DecodedSpan, context: NormaliseContext, prices: PriceBook): SpanRow {
  return enrich(normalise(span, context), prices)
}
