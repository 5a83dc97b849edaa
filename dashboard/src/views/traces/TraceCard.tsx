// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by hand in a virtual list, which a table element forbids
import type { ReactNode } from 'react'
import { StatusMark } from '../../parts/StatusMark.tsx'
import { Money } from '../../ui/Money.tsx'
import { Duration, Time } from '../../ui/Values.tsx'
import { Glimpse, type ListedTrace, TraceLink } from './columns.tsx'

/** A row on a phone: name, question, and the few numbers that fit. */
export function TraceCard({ listed, tick }: { listed: ListedTrace; tick: ReactNode }) {
  const { trace, nowMs } = listed
  return (
    <div role="cell" className="flex h-full gap-2 p-2">
      {tick}
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        <div className="flex items-center gap-2">
          <StatusMark status={trace.status} isRunning={trace.running} isCompact />
          <div className="min-w-0 flex-1">
            <TraceLink listed={listed} />
          </div>
          <span className="shrink-0 text-muted text-xs">
            <Time at={trace.start} nowMs={nowMs} />
          </span>
        </div>
        <div className="text-xs">
          <Glimpse text={trace.input_preview} />
        </div>
        <div className="text-muted text-xs">
          <Glimpse text={trace.output_preview} />
        </div>
        <div className="flex gap-4 text-xs">
          <Duration ns={trace.duration} />
          <Money usd={trace.cost.ours} unpricedCalls={trace.cost.unpriced_calls} />
        </div>
      </div>
    </div>
  )
}
