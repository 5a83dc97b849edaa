import { useCallback, useMemo, useState } from 'react'
import type { ColumnEdgeProps } from './ColumnEdge.tsx'
import { type PlacedColumn, type Tracks, tracksOf } from './tracks.ts'

type OnWidth = (id: string, widthPx: number | undefined) => void

/** The tracks of a list, while an edge is dragged as they would be. */
export function useTracks<Row>(
  columns: readonly PlacedColumn<Row>[],
  hasTicks: boolean,
  onWidth: OnWidth | undefined,
): { tracks: Tracks; edgeOf: ((id: string) => ColumnEdgeProps) | undefined } {
  const [drag, setDrag] = useState<{ of: readonly PlacedColumn<Row>[]; id: string; widthPx: number }>()
  const tracks = useMemo(() => {
    // What was dragged counts until the columns are other ones: those hold the new width.
    const shown =
      drag?.of === columns
        ? columns.map((one) => (one.id === drag.id ? { ...one, widthPx: drag.widthPx } : one))
        : columns
    return tracksOf(shown, hasTicks)
  }, [columns, hasTicks, drag])
  const edgeOf = useCallback(
    (id: string) => ({
      onDrag: (widthPx: number) => setDrag({ of: columns, id, widthPx }),
      onWidth: (widthPx: number | undefined) => onWidth?.(id, widthPx),
    }),
    [columns, onWidth],
  )
  return { tracks, edgeOf: onWidth === undefined ? undefined : edgeOf }
}
