/** The contract lives in mapping/, where the read side may use it too. */
export type { AttributeValue, EventView, SpanView } from '../mapping/span-view.ts'
