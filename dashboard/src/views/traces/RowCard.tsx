// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand in a virtual list, which a table element forbids
import type { ReactNode } from 'react'
import { Glimpse } from '../../parts/list/cells.tsx'
import type { Sight } from '../../parts/list/column.ts'
import { MatchCell } from '../../parts/list/MatchCell.tsx'
import { StatusMark } from '../../parts/StatusMark.tsx'
import { Money } from '../../ui/Money.tsx'
import { Duration, Time } from '../../ui/Values.tsx'
import { type MarkedRow, RowLink } from './row-columns.tsx'

/** A row on a phone: name, question, and the few numbers that fit. */
export function RowCard({ row, sight, tick }: { row: MarkedRow; sight: Sight; tick: ReactNode }) {
  return (
    <div role="cell" className="flex h-full gap-2 p-2">
      {tick}
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        <div className="flex items-center gap-2">
          <StatusMark status={row.status} isRunning={row.isRunning} isCompact />
          <div className="min-w-0 flex-1">
            <RowLink row={row} project={sight.project} />
          </div>
          <span className="shrink-0 text-muted text-xs">
            <Time at={row.start} nowMs={sight.nowMs} />
          </span>
        </div>
        <div className="text-xs">
          <Glimpse text={row.input} marks={row.marks} />
        </div>
        <div className="text-muted text-xs">
          {row.match === undefined ? (
            <Glimpse text={row.output} marks={row.marks} />
          ) : (
            <MatchCell match={row.match} marks={row.marks} />
          )}
        </div>
        <div className="flex gap-4 text-xs">
          <Duration ns={row.duration} />
          <Money usd={row.cost} unpricedCalls={row.unpricedCalls} />
        </div>
      </div>
    </div>
  )
}
