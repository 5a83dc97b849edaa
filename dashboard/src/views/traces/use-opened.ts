import { getRouteApi } from '@tanstack/react-router'
import type { Match } from '@vitrine/schemas/api'
import { useRef } from 'react'
import type { ListRow } from '../../model/list-rows.ts'
import { useSteady } from '../../parts/use-steady.ts'
import { changed } from '../../search/codec.ts'
import type { TracesSearch } from '../../search/traces.ts'
import { useShortcut } from '../../ui/shortcuts.ts'

const route = getRouteApi('/p/$project/traces')

export interface Opened<Row> {
  readonly traceId: string | undefined
  readonly row: Row | undefined
  /** Its place among the loaded rows; -1 when it is not there. */
  readonly at: number
  readonly open: (row: Row, how: 'press' | 'step') => void
  readonly step: (by: 1 | -1) => void
  readonly close: () => void
}

/** What is open beside the list, in the URL: opening is a step of the history, walking on is not. */
export function useOpened<Row extends ListRow & { readonly match: Match | undefined }>(
  search: TracesSearch,
  rows: readonly Row[],
): Opened<Row> {
  const navigate = route.useNavigate()
  const opener = useRef<HTMLElement | null>(null)
  const at = rows.findIndex((row) => row.traceId === search.peek && (row.spanId === null || row.spanId === search.span))
  const open = useSteady((row: Row, how: 'press' | 'step') => {
    if (how === 'press') opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
    void navigate({
      search: (before) => changed(before, { peek: row.traceId, span: row.spanId ?? row.match?.span_id }),
      replace: how === 'step' || search.peek !== undefined,
      resetScroll: false,
    })
  })
  const close = useSteady(() => {
    void navigate({ search: ({ peek: _, span: __, ...before }) => before, resetScroll: false })
    const id = rows[at]?.id
    const link = id === undefined ? null : document.querySelector<HTMLElement>(`[data-row="${at}"] [data-row-link]`)
    ;(link ?? opener.current)?.focus({ preventScroll: true })
  })
  const step = useSteady((by: 1 | -1) => {
    const row = rows[at + by]
    if (row !== undefined) open(row, 'step')
  })
  useShortcut({ keys: 'Escape', scope: 'panel', label: 'list.keys.close' }, () => {
    if (search.peek !== undefined) close()
  })
  return { traceId: search.peek, row: rows[at], at, open, step, close }
}
