import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { fieldNamed } from '@vitrine/schemas/filter'
import { type Asked, askedAt, fieldsLike, quoted } from '../../model/suggest.ts'
import { facetSearchQuery, type ListQuestion } from './traces-queries.ts'

export interface Suggestion {
  /** As it would stand in the filter. */
  readonly text: string
  readonly about: string
  readonly count: number | undefined
}

const MOST = 8

/** What may be written at the cursor: fields from the grammar, values from the server with their counts. */
export function useSuggestions(question: ListQuestion, text: string, cursor: number, isOpen: boolean) {
  const asked = askedAt(text, cursor)
  const closed = asked.kind === 'value' ? fieldNamed(asked.field)?.values : undefined
  const isAsking = isOpen && asked.kind === 'value' && closed === undefined
  const values = useQuery({
    ...facetSearchQuery(
      // The filter that stands there is half written: values are counted in the whole window.
      { ...question, q: '' },
      asked.kind === 'value' ? asked.field : '',
      asked.kind === 'value' ? asked.typed : '',
      MOST,
    ),
    enabled: isAsking,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
  const found = isAsking ? values.data?.facets[0]?.values : undefined
  return { asked, suggestions: isOpen ? suggestionsOf(asked, closed, found) : [] }
}

type Found = readonly { readonly value: string | null; readonly count: number }[]

function suggestionsOf(
  asked: Asked,
  closed: readonly string[] | undefined,
  found: Found | undefined,
): readonly Suggestion[] {
  if (asked.kind === 'field') return fieldsLike(asked.typed).map((field) => ({ ...field, count: undefined }))
  if (asked.kind === 'nothing') return []
  if (closed !== undefined)
    return closed
      .filter((value) => value.startsWith(asked.typed) && value !== asked.typed)
      .map((value) => ({ text: value, about: '', count: undefined }))
  return (found ?? []).flatMap(({ value, count }) =>
    value === null || value === '' || value === asked.typed ? [] : [{ text: quoted(value), about: '', count }],
  )
}
