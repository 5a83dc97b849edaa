/** Finding spans in a tree by what is written on them, as people type it. */

export interface SearchableSpan {
  readonly name: string
  readonly kind: string
  readonly status: string
  readonly model: string | null
  readonly service: string | null
  readonly spanId: string
}

/** Indices of the spans that hold every word; empty for a search without words. */
export function matchingIndices(spans: readonly SearchableSpan[], search: string): ReadonlySet<number> {
  const words = foldText(search).split(' ').filter(Boolean)
  const found = new Set<number>()
  if (words.length === 0) return found
  spans.forEach((span, index) => {
    const text = foldText([span.name, span.kind, span.status, span.model, span.service, span.spanId].join(' '))
    if (words.every((word) => text.includes(word))) found.add(index)
  })
  return found
}

/**
 * One spelling for what people see as the same: case, Arabic and Persian forms of yeh and kaf, digits of both,
 * half-spaces and diacritics.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670]/g, '')
    .replace(/[يى]/g, 'ی')
    .replace(/ك/g, 'ک')
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/(?:\u200c|\u200d|\s)+/g, ' ')
    .toLowerCase()
    .trim()
}
