import type { Column } from './column.ts'

/** A column as this list has it. */
export type PlacedColumn<Row> = Column<Row> & { readonly widthPx?: number | undefined; readonly isPinned?: boolean }

export interface Tracks {
  /** For `grid-template-columns`, the column of ticks included. */
  readonly template: string
  /** Where each pinned column stays, from the start of the list; by column id. */
  readonly pinnedAt: ReadonlyMap<string, string>
  /** The column of ticks stays as well, once another one does. */
  readonly hasPins: boolean
}

const TICK = '2.25rem'

/** Pinned columns stay at the start one behind the other, so theirs must be tracks of a known width. */
export function tracksOf(
  columns: readonly Pick<PlacedColumn<never>, 'id' | 'track' | 'widthPx' | 'isPinned'>[],
  hasTicks: boolean,
): Tracks {
  const pinnedAt = new Map<string, string>()
  const before = hasTicks ? [TICK] : []
  const tracks: string[] = [...before]
  for (const column of columns) {
    const track = trackOf(column)
    if (column.isPinned === true) {
      pinnedAt.set(column.id, `calc(${['0px', ...before].join(' + ')})`)
      before.push(track)
    }
    tracks.push(track)
  }
  return { template: tracks.join(' '), pinnedAt, hasPins: pinnedAt.size > 0 }
}

function trackOf({ track, widthPx, isPinned }: Pick<PlacedColumn<never>, 'track' | 'widthPx' | 'isPinned'>): string {
  if (widthPx !== undefined) return `${widthPx}px`
  return isPinned === true ? track.replace(/^minmax\(([^,]+),.*$/, '$1') : track
}
