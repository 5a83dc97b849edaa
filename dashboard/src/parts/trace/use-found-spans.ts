import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { foundSpansQuery } from './trace-queries.ts'

export interface FoundSpans {
  /** Of the spans in which the words stand. */
  readonly ids: ReadonlySet<string>
  readonly marks: RegExp | undefined
  /** The filter that was searched with; undefined: none, or one without words. */
  readonly words: string | undefined
}

interface FoundOptions {
  readonly project: string
  readonly traceId: string
  readonly words: string | undefined
  readonly spanId: string | undefined
  readonly onSelect: (spanId: string) => void
}

/** The spans of a trace in which the words of a search stand; while none is selected, the first of them is. */
export function useFoundSpans({ project, traceId, words: text, spanId, onSelect }: FoundOptions): FoundSpans {
  const { data } = useQuery({ ...foundSpansQuery(project, traceId, text ?? ''), enabled: text !== undefined })
  const first = data?.ids[0]
  useEffect(() => {
    if (spanId === undefined && first !== undefined) onSelect(first)
  }, [spanId, first, onSelect])
  return useMemo(
    () => ({ ids: new Set(data?.ids ?? []), marks: data?.marks, words: data?.marks === undefined ? undefined : text }),
    [data, text],
  )
}
